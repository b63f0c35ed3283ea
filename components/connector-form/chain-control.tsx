'use client';

import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/field';
import type { ControlProps } from './controls';
import { groupId } from './ids';

const TOPIC_GROUPS = 'topic.creation.groups';
const HEADINGS: Readonly<Record<string, string>> = { transforms: 'Transforms', predicates: 'Predicates' };
const ONE: Readonly<Record<string, string>> = {
  transforms: 'transformation',
  predicates: 'predicate',
  [TOPIC_GROUPS]: 'group of topics',
};
/** -1 is the broker's own default. Source: KIP-158; a group needs what it includes, the default both numbers. */
const TOPIC_DEFAULTS = { 'replication.factor': '-1', partitions: '-1' } as const;

/** The aliases of a list option, without blanks around them. */
function aliasesOf(value: string | null | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((alias) => alias.trim())
    .filter(Boolean);
}

/**
 * Transformations, predicates or groups of topics as ordered cards: each alias once, moved up and down, taken out with
 * its options. The options themselves stand in a group of their own, which the worker describes; those of topic
 * creation no worker describes, so they are set here.
 */
export function ChainControl({ id, field, draft, change, describedBy }: ControlProps) {
  const [alias, setAlias] = useState('');
  const aliases = aliasesOf(field.value);
  const save = (next: readonly string[]) =>
    next.length === 0 ? change.unset(field.key) : change.set(field.key, next.join(','));
  const name = alias.trim();
  const isNew = name !== '' && !/[,\s]/.test(name) && !aliases.includes(name);
  const add = () => {
    if (!isNew) return;
    save([...aliases, name]);
    if (isTopics) setTopics(name, { include: '.*', ...TOPIC_DEFAULTS });
    setAlias('');
  };
  const isTopics = field.key === TOPIC_GROUPS;
  const setTopics = (group: string, options: Readonly<Record<string, string>>) => {
    for (const [option, value] of Object.entries(options)) {
      const key = `topic.creation.${group}.${option}`;
      if (!Object.hasOwn(draft.set, key)) change.set(key, value);
    }
  };
  const move = (from: number, to: number) =>
    save(aliases.toSpliced(from, 1).toSpliced(to, 0, aliases[from] ?? ''));
  const remove = (gone: string) => {
    save(aliases.filter((one) => one !== gone));
    change.unsetBelow(`${isTopics ? 'topic.creation' : field.key}.${gone}.`);
  };
  return (
    <div className="space-y-2" aria-describedby={describedBy}>
      {aliases.length > 0 ? (
        <ol className="space-y-1.5">
          {aliases.map((one, index) => (
            <li key={one} className="flex items-center gap-1 rounded-control border px-2.5 py-1">
              <span className="w-5 text-muted text-xs">{index + 1}</span>
              {isTopics ? (
                <span className="min-w-0 flex-1 truncate font-mono text-sm">{one}</span>
              ) : (
                <a
                  href={`#${groupId(`${HEADINGS[field.key]}: ${one}`)}`}
                  className="min-w-0 flex-1 truncate font-mono text-sm hover:underline"
                >
                  {one}
                </a>
              )}
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
      <div className="flex flex-wrap gap-2">
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
        {isTopics && !Object.hasOwn(draft.set, 'topic.creation.default.partitions') ? (
          <Button onClick={() => setTopics('default', TOPIC_DEFAULTS)}>Create topics with defaults</Button>
        ) : null}
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
