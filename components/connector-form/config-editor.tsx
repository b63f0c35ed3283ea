'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { ProblemNote, Skeleton } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { describeProblem } from '@/lib/client/problems';
import {
  buildFormModel,
  type DraftValues,
  type FormField,
  type FormModel,
} from '@/lib/connect/config/form-model';
import type { ConfigInfos } from '@/lib/connect/rest/plugins';
import { GroupSection } from './group-section';
import { HelpPanel } from './help-panel';
import { groupId } from './ids';
import type { DraftChange } from './use-draft';
import { useValidation } from './use-validation';

const JsonView = dynamic(() => import('./json-view').then((module) => module.JsonView), {
  ssr: false,
  loading: () => <Skeleton className="h-96" />,
});
const EMPTY_INFOS: ConfigInfos = { name: '', error_count: 0, groups: [], configs: [] };

interface ConfigEditorProps {
  clusterId: string;
  pluginClass: string;
  /** Given when an existing connector is edited. */
  connector?: string;
  stored?: DraftValues;
  draft: DraftValues;
  change: DraftChange;
  head: ReactNode;
  /** Words on the button that opens the review. */
  submit: string;
  changeCount: number;
  onSubmit: () => void;
}

/** The editor: form or JSON of one draft, validated by the worker as the user types. */
export function ConfigEditor(props: ConfigEditorProps) {
  const { clusterId, pluginClass, connector, draft, change, head, submit, changeCount, onSubmit } = props;
  const [view, setView] = useState<'form' | 'json'>('form');
  const [jsonProblem, setJsonProblem] = useState<string>();
  const [focused, setFocused] = useState<FormField>();
  const validation = useValidation({ clusterId, pluginClass, ...(connector ? { connector } : {}) }, draft);
  const infos = validation.data?.ok ? validation.data.infos : EMPTY_INFOS;
  const model = buildFormModel(infos, draft);
  const pick = (next: 'form' | 'json') => jsonProblem === undefined && setView(next);
  return (
    <div>
      <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
        {head}
        <Segmented
          label="Edit as"
          value={view}
          onChange={pick}
          options={[
            { value: 'form', label: 'Form' },
            { value: 'json', label: 'JSON' },
          ]}
        />
      </div>
      <ValidationTrouble validation={validation} />
      <div
        className={cn(
          'grid grid-cols-[minmax(0,1fr)] gap-4',
          view === 'form' && 'lg:grid-cols-[190px_minmax(0,1fr)] xl:grid-cols-[190px_minmax(0,1fr)_340px]',
        )}
      >
        {view === 'json' ? (
          <JsonView draft={draft} change={change} onProblem={setJsonProblem} />
        ) : (
          <>
            <GroupNav model={model} />
            <div className="min-w-0 space-y-4">
              {validation.isPending ? <Skeleton className="h-96" /> : null}
              {(validation.isPending ? [] : model.groups).map((group) => (
                <GroupSection
                  key={group.name}
                  group={group}
                  draft={draft}
                  stored={props.stored}
                  change={change}
                  focused={focused?.key}
                  onFocus={setFocused}
                />
              ))}
            </div>
            <HelpPanel field={focused} draft={draft} />
          </>
        )}
      </div>
      <footer className="sticky bottom-14 z-10 mt-4 flex flex-wrap items-center gap-3 rounded-panel border bg-raised px-4 py-2.5 shadow-float sm:bottom-3">
        <p className="min-w-0 flex-1 text-sm" aria-live="polite">
          <FooterWords
            model={model}
            changeCount={changeCount}
            isBehind={validation.isBehind}
            jsonProblem={jsonProblem}
          />
        </p>
        <Button
          variant="primary"
          disabled={jsonProblem !== undefined || pluginClass === ''}
          onClick={onSubmit}
        >
          {submit}
        </Button>
      </footer>
    </div>
  );
}

function ValidationTrouble({ validation }: { validation: ReturnType<typeof useValidation> }) {
  if (validation.error && !validation.data) {
    return (
      <div className="mb-4">
        <ProblemNote {...describeProblem(validation.error)} />
      </div>
    );
  }
  if (validation.data?.ok !== false) return null;
  return (
    <div className="mb-4">
      <ProblemNote
        what="The worker could not validate this config; the keys can still be edited and sent."
        workerSaid={validation.data.message}
      />
    </div>
  );
}

interface FooterWordsProps {
  model: FormModel;
  changeCount: number;
  isBehind: boolean;
  jsonProblem: string | undefined;
}

function FooterWords({ model, changeCount, isBehind, jsonProblem }: FooterWordsProps) {
  if (jsonProblem) return <span className="break-words text-failed">{jsonProblem}</span>;
  const errors = `${model.errorCount} error${model.errorCount === 1 ? '' : 's'}`;
  return (
    <>
      <span className={cn(model.errorCount > 0 && 'font-medium text-failed')} data-testid="error-count">
        {errors}
      </span>
      {` · ${changeCount} change${changeCount === 1 ? '' : 's'}`}
      <span className={cn('text-muted', !isBehind && 'invisible')}> · validating…</span>
      {model.hiddenErrors.map((hidden) => (
        <span key={hidden.key} className="block text-failed text-xs">
          {hidden.key}: {hidden.errors.join(' ')}
        </span>
      ))}
    </>
  );
}

function GroupNav({ model }: { model: FormModel }) {
  return (
    <nav aria-label="Groups of options" className="sticky top-16 self-start max-lg:hidden">
      <ul className="space-y-0.5 text-sm">
        {model.groups.map((group) => (
          <li key={group.name}>
            <a
              href={`#${groupId(group.name)}`}
              className="flex items-center gap-2 rounded-control px-2 py-1 text-muted hover:bg-sunken hover:text-ink"
            >
              <span className="min-w-0 truncate">{group.name}</span>
              {group.errorCount > 0 ? (
                <span className="ml-auto rounded-full bg-failed/14 px-1.5 font-medium text-failed text-xs">
                  {group.errorCount}
                  <span className="sr-only"> errors</span>
                </span>
              ) : null}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
