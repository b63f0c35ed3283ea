'use client';

import { Plus } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/field';
import type { DraftValues } from '@/lib/connect/config/form-model';
import type { DraftChange } from './use-draft';

/** Adds an option the worker did not name: `producer.override.…`, or any at all when it cannot validate. */
export function AddKey({ draft, change }: { draft: DraftValues; change: DraftChange }) {
  const [key, setKey] = useState('');
  const id = useId();
  const name = key.trim();
  const isNew = name !== '' && !Object.hasOwn(draft.set, name) && !draft.keep.includes(name);
  const add = () => {
    if (!isNew) return;
    change.set(name, '');
    setKey('');
  };
  return (
    <div className="flex items-center gap-2 px-3 py-2.5">
      <label htmlFor={id} className="sr-only">
        Another option
      </label>
      <Input
        id={id}
        className="max-w-80 font-mono"
        placeholder="name of another option"
        spellCheck={false}
        autoComplete="off"
        value={key}
        onChange={(event) => setKey(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button disabled={!isNew} onClick={add}>
        <Plus size={14} aria-hidden /> Add option
      </Button>
    </div>
  );
}
