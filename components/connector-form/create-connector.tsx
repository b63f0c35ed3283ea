'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { Checkbox, Select } from '@/components/ui/field';
import { PageHead } from '@/components/ui/panel';
import { ReviewDialog } from '@/components/ui/review-dialog';
import type { CopySource } from '@/lib/api/connectors';
import { useCreateConnector } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { riskyDifferences } from '@/lib/connect/config/clone';
import { describeChange, diffConfig } from '@/lib/connect/config/diff';
import type { DraftValues } from '@/lib/connect/config/form-model';
import { whyNotConnectorName } from '@/lib/connect/names';
import { ConfigEditor } from './config-editor';
import { useDraft } from './use-draft';

type InitialState = 'RUNNING' | 'PAUSED' | 'STOPPED';

interface CreateConnectorProps {
  clusterId: string;
  /** What stands over the form. */
  title: ReactNode;
  lead: ReactNode;
  /** What the form begins with: at least the class. */
  initial: DraftValues;
  initialState?: InitialState;
  /** On older workers it starts first and is put to rest right after. */
  canCreateAtRest: boolean;
  copy?: { of: CopySource; stored: DraftValues };
  /** Over the form: what a copy needs. */
  children?: ReactNode;
}

const NOTHING = { set: {}, keep: [] };

/** Form, review, create; then the page of the new connector, where it can be watched coming up. */
export function CreateConnector(props: CreateConnectorProps) {
  const { clusterId, copy } = props;
  const router = useRouter();
  const { draft, change } = useDraft(props.initial);
  const [initialState, setInitialState] = useState<InitialState>(props.initialState ?? 'RUNNING');
  const [isReviewing, setReviewing] = useState(false);
  const [isConfirmed, setConfirmed] = useState(false);
  const create = useCreateConnector(clusterId);
  const name = (draft.set.name ?? '').trim();
  const whyNot = whyNotConnectorName(name);
  const changes = diffConfig(copy?.stored ?? NOTHING, draft);
  const risk = copy ? riskOf(copy, clusterId, draft) : undefined;
  const confirm = () =>
    create.mutate(
      {
        ...{ name, initialState, draft: { set: { ...draft.set, name }, keep: [...draft.keep] } },
        ...(copy ? { copyOf: copy.of, secretsConfirmed: risk !== undefined && isConfirmed } : {}),
      },
      { onSuccess: () => router.push(pages.connector(clusterId, name)) },
    );
  const problem = create.error ? describeProblem(create.error) : undefined;
  return (
    <>
      <ConfigEditor
        clusterId={clusterId}
        pluginClass={draft.set['connector.class'] ?? ''}
        {...(copy ? { copyOf: copy.of, stored: copy.stored } : {})}
        draft={draft}
        change={change}
        changeCount={changes.length}
        submit="Review and create"
        onSubmit={() => setReviewing(true)}
        head={
          <div className="min-w-0">
            <PageHead title={props.title} lead={props.lead} />
            {props.children}
          </div>
        }
      />
      <ReviewDialog
        open={isReviewing}
        onOpenChange={setReviewing}
        title={`Create ${name || 'the connector'}`}
        confirm="Create connector"
        back="Back to the form"
        changes={whyNot ? [] : changes.map(describeChange)}
        unchanged={copy && !whyNot ? 'Nothing differs.' : undefined}
        isPending={create.isPending}
        isBlocked={risk !== undefined && !isConfirmed}
        problem={whyNot ? { what: whyNot, workerSaid: undefined } : problem}
        onConfirm={confirm}
        impact={
          <span className="flex flex-wrap items-center gap-2">
            <label htmlFor="initial-state">It will be created</label>
            <Select
              id="initial-state"
              value={initialState}
              onChange={(event) => setInitialState(toState(event.target.value))}
            >
              <option value="RUNNING">running</option>
              <option value="PAUSED">paused</option>
              <option value="STOPPED">stopped</option>
            </Select>
            {props.canCreateAtRest || initialState === 'RUNNING'
              ? null
              : 'Before Kafka 3.7 it starts and is put to rest right after.'}
          </span>
        }
      >
        {risk ? (
          <label
            htmlFor="secrets-confirmed"
            className="mb-3 flex items-start gap-2 rounded-panel border border-degraded/40 bg-degraded/8 px-3 py-2 text-sm"
          >
            <Checkbox
              id="secrets-confirmed"
              className="mt-0.5"
              checked={isConfirmed}
              onChange={(event) => setConfirmed(event.target.checked)}
            />
            <span className="min-w-0 break-words">{risk}</span>
          </label>
        ) : null}
        {copy ? (
          <p className="mb-3 text-muted text-sm">
            Against <span className="font-mono">{copy.of.connector}</span>:
          </p>
        ) : null}
      </ReviewDialog>
    </>
  );
}

function toState(value: string): InitialState {
  return value === 'PAUSED' || value === 'STOPPED' ? value : 'RUNNING';
}

/** Why secrets of the source may not just be taken along; the server asks the same. */
function riskOf(
  copy: { of: CopySource; stored: DraftValues },
  clusterId: string,
  draft: DraftValues,
): string | undefined {
  if (draft.keep.length === 0) return undefined;
  const hidden = copy.stored.keep.map((key) => [key, '\u0000hidden'] as const);
  const source = { ...copy.stored.set, ...Object.fromEntries(hidden) };
  const differences = riskyDifferences(source, draft.set, draft.keep);
  const what = `Take along ${draft.keep.join(', ')} of ${copy.of.connector}`;
  if (differences.length > 0)
    return `${what}, although ${differences.join(', ')} differ: the secrets may be sent elsewhere.`;
  if (copy.of.clusterId !== clusterId) return `${what} to ${clusterId}: its workers will know them.`;
  return undefined;
}
