'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FieldErrors, Labelled, Textarea } from '@/components/ui/field';
import {
  compactJson,
  isSameOffset,
  type OffsetChange,
  type OffsetEntry,
  whyNotOffset,
} from '@/lib/connect/offsets';

interface EditOffsetDialogProps {
  entry: OffsetEntry;
  onClose: () => void;
  onReview: (change: OffsetChange) => void;
}

/** Edits one offset as JSON text; every digit goes to the worker as typed. */
export function EditOffsetDialog({ entry, onClose, onReview }: EditOffsetDialogProps) {
  const [text, setText] = useState(entry.offset ?? '');
  const why = whyNotOffset(text);
  const isSame = why === undefined && isSameOffset(text, entry.offset);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title="Edit offset"
      description={<span className="break-all font-mono text-xs">{entry.partition}</span>}
      footer={
        <>
          <Button onClick={onClose}>Leave as it is</Button>
          <Button
            variant="primary"
            disabled={why !== undefined || isSame}
            onClick={() =>
              onReview({ partition: entry.partition, before: entry.offset, after: compactJson(text) })
            }
          >
            Review change
          </Button>
        </>
      }
    >
      <Labelled
        label="Offset"
        htmlFor="offset"
        hint="JSON, as the connector writes it. What its keys mean is the connector’s own; the worker asks it."
      >
        <Textarea
          id="offset"
          rows={4}
          spellCheck={false}
          className="font-mono text-xs"
          value={text}
          aria-invalid={why !== undefined}
          aria-describedby="offset-errors"
          onChange={(event) => setText(event.target.value)}
        />
      </Labelled>
      <FieldErrors id="offset-errors" errors={why === undefined ? [] : [why]} />
    </Dialog>
  );
}
