'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FieldErrors, Input, Labelled } from '@/components/ui/field';
import { ProblemNote } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { type AlertChannel, AlertChannelKind } from '@/lib/api/alerts';
import { useSaveAlertChannel } from '@/lib/client/alerts';
import { describeProblem } from '@/lib/client/problems';
import { KIND_WORDS } from './alert-words';
import { type ChannelDraft, type ChannelField, draftOf, readDraft } from './channel-draft';

interface ChannelDialogProps {
  /** Undefined: a new one. */
  channel: AlertChannel | undefined;
  onClose: () => void;
}

const KINDS = AlertChannelKind.options.map((value) => ({ value, label: KIND_WORDS[value] }));

interface FieldSpec {
  readonly label: string;
  readonly hint?: string;
  /** Stored and never shown; left empty on an edit, it stays. */
  readonly isHidden?: true;
}

const URL_FIELD: FieldSpec = { label: 'URL', isHidden: true };
const FIELDS: Readonly<Record<AlertChannelKind, Partial<Record<ChannelField, FieldSpec>>>> = {
  webhook: {
    url: URL_FIELD,
    secret: {
      label: 'Signing secret',
      hint: 'Signs each note with HMAC-SHA256; at least 16 characters.',
      isHidden: true,
    },
  },
  slack: { url: URL_FIELD },
  teams: { url: URL_FIELD },
  email: {
    url: { label: 'Mail server', hint: 'smtp://host:587 with STARTTLS, or smtps://host:465.' },
    from: { label: 'From' },
    to: { label: 'To', hint: 'Several addresses are set apart by commas.' },
    user: { label: 'User', hint: 'Empty: the server asks for no sign-in.' },
    secret: { label: 'Password', hint: 'Only sent encrypted.', isHidden: true },
  },
};

/** Adds or changes a channel. What was stored as its address is never shown; left empty, it stays. */
export function ChannelDialog({ channel, onClose }: ChannelDialogProps) {
  const [draft, setDraft] = useState<ChannelDraft>(() => draftOf(channel));
  const [isTried, setTried] = useState(false);
  const save = useSaveAlertChannel(channel?.id);
  const read = readDraft(draft, channel);
  const errorsOf = (field: ChannelField) => (isTried && !read.ok ? (read.errors[field] ?? []) : []);
  const submit = () => {
    setTried(true);
    if (read.ok) save.mutate(read.input, { onSuccess: onClose });
  };
  const isKept = channel?.kind === draft.kind;
  const fields = Object.entries({ name: { label: 'Name' }, ...FIELDS[draft.kind] }) as [
    ChannelField,
    FieldSpec,
  ][];
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={channel ? `Edit ${channel.name}` : 'Add a channel'}
      description="Addresses and secrets are stored encrypted; secrets are never shown again."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={save.isPending} onClick={submit}>
            {channel ? 'Save channel' : 'Add channel'}
          </Button>
        </>
      }
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Segmented
          label="Kind"
          options={KINDS}
          value={draft.kind}
          onChange={(kind) => setDraft({ ...draft, kind })}
        />
        {fields.map(([id, { label, hint, isHidden }]) => (
          <Labelled
            key={id}
            label={label}
            htmlFor={`channel-${id}`}
            hint={isKept && (isHidden || id === 'url') ? 'Left empty, the stored one stays.' : hint}
          >
            <Input
              id={`channel-${id}`}
              type={isHidden ? 'password' : 'text'}
              autoComplete="off"
              value={draft[id]}
              aria-invalid={errorsOf(id).length > 0}
              onChange={(event) => setDraft({ ...draft, [id]: event.target.value })}
            />
            <FieldErrors id={`channel-${id}-errors`} errors={errorsOf(id)} />
          </Labelled>
        ))}
        {/* Enter in any field saves. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
        {save.error ? <ProblemNote {...describeProblem(save.error)} /> : null}
      </form>
    </Dialog>
  );
}
