'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { Select } from '@/components/ui/field';
import { PageHead } from '@/components/ui/panel';
import { ReviewDialog } from '@/components/ui/review-dialog';
import { useCreateConnector } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { describeChange, diffConfig } from '@/lib/connect/config/diff';
import { whyNotConnectorName } from '@/lib/connect/names';
import { ConfigEditor } from './config-editor';
import { useDraft } from './use-draft';

type InitialState = 'RUNNING' | 'PAUSED' | 'STOPPED';

interface CreateConnectorProps {
  clusterId: string;
  clusterName: string;
  pluginClass: string;
  canChooseState: boolean;
  /** A link back to the plugin picker. */
  back: ReactNode;
}

const NOTHING = { set: {}, keep: [] };

/** Form, review, create; then the page of the new connector, where it can be watched coming up. */
export function CreateConnector({
  clusterId,
  clusterName,
  pluginClass,
  canChooseState,
  back,
}: CreateConnectorProps) {
  const router = useRouter();
  const { draft, change } = useDraft({ set: { 'connector.class': pluginClass }, keep: [] });
  const [initialState, setInitialState] = useState<InitialState>('RUNNING');
  const [isReviewing, setReviewing] = useState(false);
  const create = useCreateConnector(clusterId);
  const name = (draft.set.name ?? '').trim();
  const whyNot = whyNotConnectorName(name);
  const changes = diffConfig(NOTHING, draft);
  const confirm = () =>
    create.mutate(
      { name, draft: { set: { ...draft.set, name }, keep: [] }, initialState },
      { onSuccess: () => router.push(pages.connector(clusterId, name)) },
    );
  return (
    <>
      <ConfigEditor
        clusterId={clusterId}
        pluginClass={draft.set['connector.class'] ?? pluginClass}
        draft={draft}
        change={change}
        changeCount={changes.length}
        submit="Review and create"
        onSubmit={() => setReviewing(true)}
        head={<PageHead title={`Create a connector on ${clusterName}`} lead={back} />}
      />
      <ReviewDialog
        open={isReviewing}
        onOpenChange={setReviewing}
        title={`Create ${name || 'the connector'}`}
        confirm="Create connector"
        back="Back to the form"
        changes={whyNot ? [] : changes.map(describeChange)}
        isPending={create.isPending}
        problem={
          whyNot
            ? { what: whyNot, workerSaid: undefined, fields: {} }
            : create.error
              ? describeProblem(create.error)
              : undefined
        }
        onConfirm={confirm}
        impact={
          canChooseState ? (
            <span className="flex flex-wrap items-center gap-2">
              <label htmlFor="initial-state">It will be created</label>
              <Select
                id="initial-state"
                value={initialState}
                onChange={(event) => setInitialState(event.target.value as InitialState)}
              >
                <option value="RUNNING">running</option>
                <option value="PAUSED">paused</option>
                <option value="STOPPED">stopped</option>
              </Select>
            </span>
          ) : (
            'It will start at once.'
          )
        }
      />
    </>
  );
}
