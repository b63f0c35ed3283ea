'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import { ReviewDialog } from '@/components/ui/review-dialog';
import type { ConfigEntry, ConnectorDetail } from '@/lib/api/connectors';
import { ApiError } from '@/lib/client/api';
import { connectorQuery, useUpdateConfig } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { describeChange, diffConfig } from '@/lib/connect/config/diff';
import type { DraftValues } from '@/lib/connect/config/form-model';
import { ConfigEditor } from './config-editor';
import { useDraft } from './use-draft';

/** What the browser may hold of a stored config: values that are no secret, names of those that are. */
function draftOf(entries: readonly ConfigEntry[]): DraftValues {
  const shown = entries.filter((entry) => !entry.masked).map((entry) => [entry.key, entry.value] as const);
  return {
    set: Object.fromEntries(shown),
    keep: entries.filter((entry) => entry.masked).map((entry) => entry.key),
  };
}

/** Edits a stored config; the draft starts from the first version read and is not overwritten by later ones. */
export function EditConnector({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error, refetch } = useQuery(connectorQuery(clusterId, name));
  const [base, setBase] = useState<ConnectorDetail>();
  if (data?.config && base === undefined) setBase(data);
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (data && !data.config)
    return <ProblemNote what="The config could not be read." workerSaid={data.problems.join('\n')} />;
  if (!base) return <Skeleton className="h-96" />;
  const startAgain = () => void refetch().then((result) => result.data?.config && setBase(result.data));
  return (
    <Editor key={base.configHash} clusterId={clusterId} name={name} base={base} onStartAgain={startAgain} />
  );
}

interface EditorProps {
  clusterId: string;
  name: string;
  base: ConnectorDetail;
  onStartAgain: () => void;
}

function Editor({ clusterId, name, base, onStartAgain }: EditorProps) {
  const router = useRouter();
  const [stored] = useState(() => draftOf(base.config ?? []));
  const { draft, change } = useDraft(stored);
  const [isReviewing, setReviewing] = useState(false);
  const update = useUpdateConfig(clusterId, name);
  const changes = diffConfig(stored, draft);
  const isConflict = update.error instanceof ApiError && update.error.status === 409;
  const page = pages.connector(clusterId, name);
  const confirm = () =>
    update.mutate(
      { draft: { set: { ...draft.set }, keep: [...draft.keep] }, configHash: base.configHash ?? '' },
      { onSuccess: () => router.push(page) },
    );
  return (
    <>
      <ConfigEditor
        clusterId={clusterId}
        pluginClass={draft.set['connector.class'] ?? ''}
        connector={name}
        stored={stored}
        draft={draft}
        change={change}
        changeCount={changes.length}
        submit="Review changes"
        onSubmit={() => setReviewing(true)}
        head={
          <PageHead
            title={
              <>
                Edit <span className="break-all font-mono">{name}</span>
              </>
            }
            lead={
              <Link href={page} className="hover:underline">
                Leave without saving
              </Link>
            }
          />
        }
      />
      <ReviewDialog
        open={isReviewing}
        onOpenChange={setReviewing}
        title={`Save ${changes.length} change${changes.length === 1 ? '' : 's'}`}
        confirm="Save config"
        back="Back to the form"
        changes={changes.map(describeChange)}
        isPending={update.isPending}
        problem={update.error ? describeProblem(update.error) : undefined}
        onConfirm={confirm}
        impact={
          <>
            {impactOf(base)}
            {isConflict ? (
              <Button size="sm" className="ml-2" onClick={onStartAgain}>
                Start again from the stored config
              </Button>
            ) : null}
          </>
        }
      />
    </>
  );
}

function impactOf(base: ConnectorDetail): string {
  const tasks = base.row.tasks.length;
  if (base.row.state === 'STOPPED' || base.row.state === 'PAUSED') return `It stays ${base.row.state}.`;
  return `The connector and ${tasks === 1 ? 'its task' : `its ${tasks} tasks`} will restart.`;
}
