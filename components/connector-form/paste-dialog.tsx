'use client';

import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FieldErrors, Labelled, Textarea } from '@/components/ui/field';
import { type DraftText, readDraft } from '@/lib/connect/config/draft-text';
import type { DraftValues } from '@/lib/connect/config/form-model';

type ReadText = Extract<DraftText, { ok: true }>;

export interface PasteDialogProps {
  /** What the pasted config stands beside; its kept secrets may be named in the text. */
  before: DraftValues;
  keepable: readonly string[];
  /** A config that names no class cannot be used here. */
  needsClass?: boolean;
  onPaste: (read: ReadText) => void;
  onOpenChange: (open: boolean) => void;
}

/** Takes a config in any of the formats people have it in, and says what is wrong with it and where. */
export function PasteDialog({ before, keepable, needsClass, onPaste, onOpenChange }: PasteDialogProps) {
  const [text, setText] = useState('');
  const id = useId();
  const read = text === '' ? undefined : readDraft(text, { keepable, before });
  const whyNot = !read ? undefined : read.ok ? classProblem(read, needsClass) : read.message;
  const use = () => {
    if (!read?.ok || whyNot) return;
    onPaste(read);
    onOpenChange(false);
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      wide
      title="Paste a config"
      description="JSON, a create request, properties, a cURL command or a Strimzi KafkaConnector."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" disabled={!read?.ok || whyNot !== undefined} onClick={use}>
            Use this config
          </Button>
        </>
      }
    >
      <Labelled label="Config" htmlFor={id}>
        <Textarea
          id={id}
          rows={14}
          className="font-mono text-xs"
          spellCheck={false}
          autoComplete="off"
          value={text}
          aria-invalid={whyNot !== undefined}
          aria-describedby={`${id}-found`}
          onChange={(event) => setText(event.target.value)}
        />
      </Labelled>
      <div id={`${id}-found`} aria-live="polite" className="mt-1 min-h-5 text-muted text-xs">
        {whyNot ? <FieldErrors id={`${id}-errors`} errors={[whyNot]} /> : null}
        {read?.ok && !whyNot ? foundWords(read) : null}
      </div>
    </Dialog>
  );
}

function classProblem({ draft }: ReadText, needsClass: boolean | undefined): string | undefined {
  if (!needsClass || draft.set['connector.class']) return undefined;
  return 'It has no connector.class: choose the plugin first and paste into its form.';
}

function foundWords({ pasted }: ReadText): string {
  const count = Object.keys(pasted.config).length + pasted.places.length;
  return `${pasted.format}${pasted.name ? ` of ${pasted.name}` : ''}: ${count} option${count === 1 ? '' : 's'}.`;
}
