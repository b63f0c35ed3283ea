'use client';

import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { cn } from '@/components/ui/cn';
import type { DraftValues, FormField, FormGroup } from '@/lib/connect/config/form-model';
import { FieldRow } from './field-row';
import { groupId } from './ids';
import type { DraftChange } from './use-draft';

interface GroupSectionProps {
  group: FormGroup;
  draft: DraftValues;
  stored: DraftValues | undefined;
  /** Whose stored secrets are kept: '' for the connector that is edited, a name for the source of a copy. */
  secretsOf: string;
  /** While something is searched for, nothing that was found is folded away. */
  isSearching: boolean;
  change: DraftChange;
  focused: string | undefined;
  onFocus: (field: FormField) => void;
}

function isChanged(field: FormField, stored: DraftValues | undefined): boolean {
  if (!stored) return false;
  if (stored.keep.includes(field.key)) return !field.kept;
  return stored.set[field.key] !== field.value;
}

/** One group of options; unset low-importance ones are folded under "more options". */
export function GroupSection(props: GroupSectionProps) {
  const { group, draft, stored, secretsOf, isSearching, change, focused, onFocus } = props;
  const [isOpen, setOpen] = useState(false);
  // A field that was shown stays shown: typing into it or emptying it must not make it jump away.
  const [pinned, setPinned] = useState<ReadonlySet<string>>(new Set());
  const isFolded = (field: FormField) => field.advanced && !isSearching && !pinned.has(field.key);
  const plain = group.fields.filter((field) => !isFolded(field));
  const folded = group.fields.filter(isFolded);
  const row = (field: FormField) => (
    <FieldRow
      key={field.key}
      field={field}
      change={change}
      isChanged={isChanged(field, stored)}
      draft={draft}
      secretOf={stored?.keep.includes(field.key) ? secretsOf : undefined}
      isFocused={focused === field.key}
      onFocus={() => onFocus(field)}
      onReset={stored ? () => resetField(field.key, stored, change) : undefined}
    />
  );
  const pin = (key: string) => setPinned((current) => new Set([...current, key]));
  return (
    <section
      aria-labelledby={groupId(group.name)}
      className="rounded-panel border bg-panel p-1.5"
      onFocusCapture={() => focused && draft.set[focused] !== undefined && pin(focused)}
    >
      <h2 id={groupId(group.name)} className="scroll-mt-16 px-3 pt-2 pb-1 font-semibold text-sm">
        {group.name}
      </h2>
      {plain.map(row)}
      {folded.length > 0 ? (
        <>
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
            className="flex h-9 w-full items-center gap-1.5 rounded-control px-3 text-left text-muted text-sm hover:bg-sunken hover:text-ink"
          >
            <ChevronRight
              size={14}
              aria-hidden
              className={cn('transition-transform', isOpen && 'rotate-90')}
            />
            {folded.length} more option{folded.length === 1 ? '' : 's'}
          </button>
          {isOpen ? folded.map(row) : null}
        </>
      ) : null}
    </section>
  );
}

function resetField(key: string, stored: DraftValues, change: DraftChange): void {
  if (stored.keep.includes(key)) change.keep(key);
  else if (stored.set[key] !== undefined) change.set(key, stored.set[key]);
  else change.unset(key);
}
