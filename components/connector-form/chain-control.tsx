'use client';

import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/field';
import type { ControlProps } from './controls';
import { groupId } from './ids';

const HEADINGS: Readonly<Record<string, string>> = { transforms: 'Transforms', predicates: 'Predicates' };
const ONE: Readonly<Record<string, string>> = { transforms: 'transformation', predicates: 'predicate' };

/** The aliases of a list option, without blanks around them. */
function aliasesOf(value: string | null | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((alias) => alias.trim())
    .filter(Boolean);
}

/**
 * Transformations or predicates as ordered cards: each alias once, moved up and down, taken out with its options.
 * The options themselves stand in a group of their own, which the worker describes.
 */
export function ChainControl({ id, field, change, describedBy }: ControlProps) {
  const [alias, setAlias] = useState('');
  const aliases = aliasesOf(field.value);
  const save = (next: readonly string[]) =>
    next.length === 0 ? change.unset(field.key) : change.set(field.key, next.join(','));
  const name = alias.trim();
  const isNew = name !== '' && !/[,\s]/.test(name) && !aliases.includes(name);
  const add = () => {
    if (!isNew) return;
    save([...aliases, name]);
    setAlias('');
  };
  const move = (from: number, to: number) =>
    save(aliases.toSpliced(from, 1).toSpliced(to, 0, aliases[from] ?? ''));
  const remove = (gone: string) => {
    save(aliases.filter((one) => one !== gone));
    change.unsetBelow(`${field.key}.${gone}.`);
  };
  return (
    <div className="space-y-2" aria-describedby={describedBy}>
      {aliases.length > 0 ? (
        <ol className="space-y-1.5">
          {aliases.map((one, index) => (
            <li key={one} className="flex items-center gap-1 rounded-control border px-2.5 py-1">
              <span className="w-5 text-muted text-xs">{index + 1}</span>
              <a
                href={`#${groupId(`${HEADINGS[field.key]}: ${one}`)}`}
                className="min-w-0 flex-1 truncate font-mono text-sm hover:underline"
              >
                {one}
              </a>
              <CardButton
                label={`Move ${one} up`}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
                icon={ArrowUp}
              />
              <CardButton
                label={`Move ${one} down`}
                disabled={index === aliases.length - 1}
                onClick={() => move(index, index + 1)}
                icon={ArrowDown}
              />
              <CardButton label={`Remove ${one}`} onClick={() => remove(one)} icon={Trash2} />
            </li>
          ))}
        </ol>
      ) : null}
      <div className="flex gap-2">
        <Input
          id={id}
          className="max-w-64 font-mono"
          placeholder={`name of a new ${ONE[field.key]}`}
          spellCheck={false}
          autoComplete="off"
          value={alias}
          onChange={(event) => setAlias(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <Button disabled={!isNew} onClick={add}>
          <Plus size={14} aria-hidden /> Add
        </Button>
      </div>
    </div>
  );
}

interface CardButtonProps {
  label: string;
  disabled?: boolean;
  onClick: () => void;
  icon: typeof ArrowUp;
}

function CardButton({ label, disabled, onClick, icon: Icon }: CardButtonProps) {
  return (
    <Button
      variant="quiet"
      size="icon"
      className="h-7 w-7"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={14} aria-hidden />
    </Button>
  );
}
