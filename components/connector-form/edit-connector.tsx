'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import { ReviewDialog } from '@/components/ui/review-dialog';
import type { ConnectorDetail, StoredConfig } from '@/lib/api/connectors';
import { ApiError } from '@/lib/client/api';
import { connectorQuery, useUpdateConfig } from '@/lib/client/connectors';
import { useFleet } from '@/lib/client/fleet';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { describeChange, diffConfig } from '@/lib/connect/config/diff';
import { describeImpact } from '@/lib/connect/config/impact';
import { draftOf } from '@/lib/connect/config/stored-draft';
import { parseVersion } from '@/lib/connect/versions';
import { ConfigEditor } from './config-editor';
import { ConflictDialog } from './conflict-dialog';
import { ImpactWarnings, impactLine } from './impact-words';
import { useDraft } from './use-draft';

/** Edits a stored config; the draft starts from the first version read and is not overwritten by later ones. */
export function EditConnector({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error } = useQuery(connectorQuery(clusterId, name));
  const [first, setFirst] = useState<ConnectorDetail>();
  if (data?.config && first === undefined) setFirst(data);
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (data && !data.config)
    return <ProblemNote what="The config could not be read." workerSaid={data.problems.join('\n')} />;
  if (!first?.config) return <Skeleton className="h-96" />;
  const base = { config: first.config, configHash: first.configHash ?? '' };
  return <Editor clusterId={clusterId} name={name} detail={data ?? first} first={base} />;
}

interface EditorProps {
  clusterId: string;
  name: string;
  detail: ConnectorDetail;
  first: StoredConfig;
}

function Editor({ clusterId, name, detail, first }: EditorProps) {
  const router = useRouter();
  const fleet = useFleet();
  // What the draft is an edit of: the config first read, or the one a conflict was joined with.
  const [base, setBase] = useState(first);
  const stored = draftOf(base.config);
  const { draft, change } = useDraft(stored);
  const [isReviewing, setReviewing] = useState(false);
  const [current, setCurrent] = useState<StoredConfig>();
  const update = useUpdateConfig(clusterId, name);
  const changes = diffConfig(stored, draft);
  const page = pages.connector(clusterId, name);
  const version = fleet.data?.clusters.find((one) => one.id === clusterId)?.version;
  const { row } = detail;
  const impact = describeImpact(changes, {
    ...{ state: row.state, tasks: row.tasks.length, type: row.type, pluginClass: row.pluginClass },
    version: parseVersion(version),
  });
  const confirm = () =>
    update.mutate(
      { draft: { set: { ...draft.set }, keep: [...draft.keep] }, configHash: base.configHash },
      {
        onSuccess: () => router.push(page),
        onError: (error) => {
          const now = error instanceof ApiError ? error.problem?.current : undefined;
          if (now) setCurrent(now);
        },
      },
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
        open={isReviewing && !current}
        onOpenChange={setReviewing}
        title={`Save ${changes.length} change${changes.length === 1 ? '' : 's'}`}
        confirm="Save config"
        back="Back to the form"
        changes={changes.map(describeChange)}
        isPending={update.isPending}
        problem={update.error ? describeProblem(update.error) : undefined}
        onConfirm={confirm}
        impact={impactLine(impact)}
      >
        <ImpactWarnings impact={impact} />
      </ReviewDialog>
      {current ? (
        <ConflictDialog
          ways={{ base: base.config, theirs: current.config, draft }}
          onOpenChange={() => {
            setCurrent(undefined);
            setReviewing(false);
            update.reset();
          }}
          onJoin={(joined) => {
            change.replace(joined);
            setBase(current);
            setCurrent(undefined);
            update.reset();
          }}
        />
      ) : null}
    </>
  );
}
