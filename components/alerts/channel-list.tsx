'use client';

import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState, Panel, ProblemNote } from '@/components/ui/panel';
import type { AlertChannel } from '@/lib/api/alerts';
import { useRemoveAlertChannel, useTestAlertChannel } from '@/lib/client/alerts';
import { describeProblem } from '@/lib/client/problems';
import { KIND_WORDS } from './alert-words';
import { ChannelDialog } from './channel-dialog';

/** Where notes go, with a test of each. */
export function ChannelList({ channels }: { channels: readonly AlertChannel[] }) {
  const [editing, setEditing] = useState<AlertChannel | 'new'>();
  return (
    <Panel
      title="Channels"
      aside={
        <Button size="sm" onClick={() => setEditing('new')}>
          <Plus size={14} aria-hidden /> Add channel
        </Button>
      }
    >
      <ul className="divide-y">
        {channels.map((channel) => (
          <ChannelRow key={channel.id} channel={channel} onEdit={() => setEditing(channel)} />
        ))}
      </ul>
      {channels.length === 0 ? (
        <EmptyState title="No channel yet">
          Notes go to a webhook, Slack, Microsoft Teams or a mail server.
        </EmptyState>
      ) : null}
      {editing ? (
        <ChannelDialog
          key={editing === 'new' ? 'new' : editing.id}
          channel={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      ) : null}
    </Panel>
  );
}

function ChannelRow({ channel, onEdit }: { channel: AlertChannel; onEdit: () => void }) {
  const [isRemoving, setRemoving] = useState(false);
  const test = useTestAlertChannel();
  return (
    <li className="px-4 py-3">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium text-sm">{channel.name}</p>
          <p className="truncate text-muted text-xs">
            {KIND_WORDS[channel.kind]} · <span className="font-mono">{channel.host}</span>
          </p>
        </div>
        <Button
          size="sm"
          disabled={test.isPending}
          aria-label={`Send a test to ${channel.name}`}
          onClick={() => test.mutate(channel.id)}
        >
          {test.isPending ? 'Sending…' : 'Send test'}
        </Button>
        <Button size="icon" variant="quiet" aria-label={`Edit ${channel.name}`} onClick={onEdit}>
          <Pencil size={14} aria-hidden />
        </Button>
        <Button
          size="icon"
          variant="quiet"
          aria-label={`Remove ${channel.name}`}
          onClick={() => setRemoving(true)}
        >
          <Trash2 size={14} aria-hidden />
        </Button>
      </div>
      <p
        role="status"
        className={`text-xs ${test.data?.status === 'delivered' ? 'text-running' : 'text-failed'}`}
      >
        {test.data
          ? test.data.status === 'delivered'
            ? 'Test delivered'
            : `Test failed: ${test.data.error}`
          : ''}
        {test.error ? describeProblem(test.error).what : ''}
      </p>
      <RemoveChannel channel={channel} open={isRemoving} onOpenChange={setRemoving} />
    </li>
  );
}

interface RemoveChannelProps {
  channel: AlertChannel;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function RemoveChannel({ channel, open, onOpenChange }: RemoveChannelProps) {
  const remove = useRemoveAlertChannel();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove the channel ${channel.name}?`}
      description="Notes that wait for it are given up."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate(channel.id)}>
            Remove channel
          </Button>
        </>
      }
    >
      {remove.error ? (
        <ProblemNote {...describeProblem(remove.error)} />
      ) : (
        <p className="font-mono text-xs">{channel.host}</p>
      )}
    </Dialog>
  );
}
