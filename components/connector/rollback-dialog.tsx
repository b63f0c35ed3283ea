'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Checkbox } from '@/components/ui/field';
import { ReviewDialog } from '@/components/ui/review-dialog';
import type { ConfigVersion } from '@/lib/api/config-versions';
import { connectorQuery, useUpdateConfig } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { compareConfigs, planRollback } from '@/lib/connect/config/rollback';

interface RollbackDialogProps {
  clusterId: string;
  name: string;
  version: ConfigVersion;
  onClose: () => void;
}

/** Reviews and saves the way back to an old config: an edit like any other, refused when the config moved meanwhile. */
export function RollbackDialog({ clusterId, name, version, onClose }: RollbackDialogProps) {
  const { data } = useQuery(connectorQuery(clusterId, name));
  const update = useUpdateConfig(clusterId, name);
  const [dropAdded, setDropAdded] = useState(false);
  // What is reviewed is what is sent against: a later config is a conflict, not a surprise.
  const [base, setBase] = useState(data);
  if (base === undefined && data) setBase(data);
  if (!base?.config || base.configHash === null) return null;
  const plan = planRollback(version.entries, base.config, dropAdded);
  const configHash = base.configHash;
  const confirm = () =>
    update.mutate(
      {
        draft: { set: { ...plan.draft.set }, keep: [...plan.draft.keep] },
        configHash,
        rollbackOf: version.number,
      },
      { onSuccess: onClose },
    );
  const tasks = base.row.tasks.length;
  return (
    <ReviewDialog
      open
      onOpenChange={onClose}
      title={`Roll back to version ${version.number}`}
      confirm="Roll back"
      back="Leave it as it is"
      changes={compareConfigs(base.config, plan.result)}
      impact={
        base.row.state === 'STOPPED' || base.row.state === 'PAUSED'
          ? `It stays ${base.row.state}.`
          : `The connector and ${tasks === 1 ? 'its task' : `its ${tasks} tasks`} will restart.`
      }
      isPending={update.isPending}
      problem={update.error ? describeProblem(update.error) : undefined}
      onConfirm={confirm}
    >
      <div className="mb-3 space-y-2 text-sm empty:hidden">
        {plan.kept.length > 0 ? (
          <p className="text-muted">
            <Keys keys={plan.kept} /> {plan.kept.length === 1 ? 'keeps its' : 'keep their'} value of now:
            values of secrets are never kept here.
          </p>
        ) : null}
        {plan.missing.length > 0 ? (
          <p className="text-failed">
            <Keys keys={plan.missing} /> {plan.missing.length === 1 ? 'is' : 'are'} not stored any more and
            cannot be brought back; set {plan.missing.length === 1 ? 'it' : 'them'} with Edit config
            afterwards.
          </p>
        ) : null}
        {plan.added.length > 0 ? (
          <label htmlFor="drop-added" className="flex items-start gap-2">
            <Checkbox
              id="drop-added"
              className="mt-0.5"
              checked={dropAdded}
              onChange={(event) => setDropAdded(event.target.checked)}
            />
            <span>
              Also remove <Keys keys={plan.added} />, which version {version.number} did not have. Once
              removed, nobody can bring it back from here.
            </span>
          </label>
        ) : null}
      </div>
    </ReviewDialog>
  );
}

function Keys({ keys }: { keys: readonly string[] }) {
  return <span className="break-all font-mono text-xs">{keys.join(', ')}</span>;
}
