'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/field';
import { EmptyState, ProblemNote, Skeleton } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import type { CopySource } from '@/lib/api/connectors';
import { pluginsQuery } from '@/lib/client/plugins';
import { buildFormModel, type DraftValues, type FormField } from '@/lib/connect/config/form-model';
import { withoutMissing } from '@/lib/connect/config/missing';
import { searchForm } from '@/lib/connect/config/search-form';
import { AddKey } from './add-key';
import { CurlView } from './curl-view';
import { EditorFooter } from './editor-footer';
import { GroupNav } from './group-nav';
import { GroupSection } from './group-section';
import { HelpPanel } from './help-panel';
import { fieldId } from './ids';
import { PasteButton } from './paste-button';
import type { DraftChange } from './use-draft';
import { useValidation } from './use-validation';

const TextView = dynamic(() => import('./text-view').then((module) => module.TextView), {
  ssr: false,
  loading: () => <Skeleton className="h-96" />,
});

const VIEWS = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
  { value: 'properties', label: 'Properties' },
  { value: 'curl', label: 'cURL' },
] as const;
type View = (typeof VIEWS)[number]['value'];

interface ConfigEditorProps {
  clusterId: string;
  pluginClass: string;
  /** Given when an existing connector is edited. */
  connector?: string;
  /** Given when a copy is made: kept secrets are those of this connector. */
  copyOf?: CopySource;
  stored?: DraftValues;
  draft: DraftValues;
  change: DraftChange;
  head: ReactNode;
  /** Words on the button that opens the review. */
  submit: string;
  changeCount: number;
  onSubmit: () => void;
}

/** The editor: form, JSON, properties and cURL of one draft, validated by the worker as the user types. */
export function ConfigEditor(props: ConfigEditorProps) {
  const { clusterId, pluginClass, connector, copyOf, stored, draft, change } = props;
  const [view, setView] = useState<View>('form');
  const [textProblem, setTextProblem] = useState<string>();
  const [search, setSearch] = useState('');
  const [focused, setFocused] = useState<FormField>();
  const owner = { ...(connector ? { connector } : {}), ...(copyOf ? { copyOf } : {}) };
  const validation = useValidation({ clusterId, pluginClass, ...owner }, draft);
  const plugins = useQuery(pluginsQuery(clusterId));
  const model = buildFormModel(validation.infos, draft, plugins.data?.plugins);
  // A new form says what is required; what is missing becomes an error once somebody has begun.
  const isUntouched = stored === undefined && props.changeCount <= 1;
  const groups = searchForm((isUntouched ? withoutMissing(model) : model).groups, search);
  const keepable = stored?.keep ?? [];
  const pick = (next: View) => textProblem === undefined && setView(next);
  const show = (key: string) => {
    setSearch('');
    if (view !== 'form') pick('form');
    // After the form is drawn.
    requestAnimationFrame(() => document.getElementById(fieldId(key))?.focus());
  };
  return (
    <div>
      <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
        {props.head}
        <div className="flex flex-wrap items-center gap-2">
          <PasteButton
            before={draft}
            keepable={keepable}
            onPaste={(read) => change.replace(besides(read.draft, draft))}
          />
          <Segmented label="Edit as" value={view} onChange={pick} options={VIEWS} />
        </div>
      </div>
      {validation.trouble ? (
        <div className="mb-4">
          <ProblemNote {...validation.trouble} />
        </div>
      ) : null}
      {view === 'json' || view === 'properties' ? (
        <TextView
          key={view}
          format={view}
          draft={draft}
          keepable={keepable}
          fields={model.groups.flatMap((group) => group.fields)}
          change={change}
          onProblem={setTextProblem}
        />
      ) : null}
      {view === 'curl' ? <CurlView name={draft.set.name ?? connector ?? ''} draft={draft} /> : null}
      {view === 'form' ? (
        <div
          className={cn(
            'grid grid-cols-[minmax(0,1fr)] gap-4',
            'lg:grid-cols-[190px_minmax(0,1fr)] xl:grid-cols-[190px_minmax(0,1fr)_340px]',
          )}
        >
          <GroupNav groups={groups} />
          <div className="min-w-0 space-y-4">
            <Input
              type="search"
              aria-label="Search options"
              placeholder="Search options"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
            {validation.isPending ? <Skeleton className="h-96" /> : null}
            {(validation.isPending ? [] : groups).map((group) => (
              <GroupSection
                key={group.name}
                group={group}
                draft={draft}
                stored={stored}
                secretsOf={copyOf?.connector ?? ''}
                isSearching={search.trim() !== ''}
                change={change}
                focused={focused?.key}
                onFocus={setFocused}
              />
            ))}
            {groups.length === 0 ? <EmptyState title="No option matches" /> : null}
            {validation.isPending ? null : <AddKey draft={draft} change={change} />}
          </div>
          <HelpPanel field={focused} draft={draft} />
        </div>
      ) : null}
      <EditorFooter
        model={model}
        changeCount={props.changeCount}
        isBehind={validation.isBehind}
        isUnchecked={validation.trouble !== undefined}
        isUntouched={isUntouched}
        textProblem={textProblem}
        onShow={show}
        submit={props.submit}
        canSubmit={
          textProblem === undefined &&
          pluginClass !== '' &&
          (connector === undefined || props.changeCount > 0)
        }
        onSubmit={props.onSubmit}
      />
    </div>
  );
}

/**
 * What is pasted replaces the draft; name and class stay when it has none of its own, and so do stored secrets: a
 * text from elsewhere seldom holds them, and nobody could bring them back.
 */
function besides(pasted: DraftValues, draft: DraftValues): DraftValues {
  const own = ['name', 'connector.class'].flatMap((key) =>
    draft.set[key] === undefined ? [] : [[key, draft.set[key]] as const],
  );
  return {
    set: { ...Object.fromEntries(own), ...pasted.set },
    keep: [...new Set([...pasted.keep, ...draft.keep])],
  };
}
