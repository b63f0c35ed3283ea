'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FieldErrors, Input, Labelled } from '@/components/ui/field';
import { ProblemNote } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { type AlertChannel, AlertChannelInput, AlertChannelKind } from '@/lib/api/alerts';
import { useSaveAlertChannel } from '@/lib/client/alerts';
import { describeProblem } from '@/lib/client/problems';
import { KIND_WORDS } from './alert-words';

interface ChannelDialogProps {
  /** Undefined: a new one. */
  channel: AlertChannel | undefined;
  onClose: () => void;
}

const KINDS = AlertChannelKind.options.map((value) => ({ value, label: KIND_WORDS[value] }));

/** Adds or changes a channel. What was stored as its address is never shown; left empty, it stays. */
export function ChannelDialog({ channel, onClose }: ChannelDialogProps) {
  const [draft, setDraft] = useState({
    name: channel?.name ?? '',
    kind: channel?.kind ?? ('webhook' as const),
    url: '',
    secret: '',
  });
  const [isTried, setTried] = useState(false);
  const save = useSaveAlertChannel(channel?.id);
  const isWebhook = draft.kind === 'webhook';
  const parsed = AlertChannelInput.safeParse({
    name: draft.name,
    kind: draft.kind,
    ...(draft.url ? { url: draft.url } : {}),
    ...(isWebhook && draft.secret ? { secret: draft.secret } : {}),
  });
  const errorsOf = (field: 'name' | 'url' | 'secret'): string[] => {
    if (!isTried) return [];
    if (!channel && field === 'url' && !draft.url) return ['Give the URL notes go to.'];
    if (!channel && field === 'secret' && isWebhook && !draft.secret) return ['Give a secret to sign with.'];
    return parsed.success
      ? []
      : parsed.error.issues.filter(({ path }) => path[0] === field).map(({ message }) => message);
  };
  const isComplete = channel !== undefined || (draft.url !== '' && (!isWebhook || draft.secret !== ''));
  const submit = () => {
    setTried(true);
    if (parsed.success && isComplete) save.mutate(parsed.data, { onSuccess: onClose });
  };
  const kept = channel ? 'Left empty, the stored one stays.' : undefined;
  const field = (id: 'name' | 'url' | 'secret', label: string, hint: string | undefined, type = 'text') => (
    <Labelled label={label} htmlFor={`channel-${id}`} hint={hint}>
      <Input
        id={`channel-${id}`}
        type={type}
        autoComplete="off"
        value={draft[id]}
        aria-invalid={errorsOf(id).length > 0}
        onChange={(event) => setDraft({ ...draft, [id]: event.target.value })}
      />
      <FieldErrors id={`channel-${id}-errors`} errors={errorsOf(id)} />
    </Labelled>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={channel ? `Edit ${channel.name}` : 'Add a channel'}
      description="The URL is stored encrypted and never shown again."
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
        {field('name', 'Name', undefined)}
        {field('url', 'URL', kept, 'password')}
        {isWebhook
          ? field(
              'secret',
              'Signing secret',
              kept ?? 'Signs each note with HMAC-SHA256; at least 16 characters.',
              'password',
            )
          : null}
        {save.error ? <ProblemNote {...describeProblem(save.error)} /> : null}
      </form>
    </Dialog>
  );
}
