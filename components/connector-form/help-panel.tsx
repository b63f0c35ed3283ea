import { DottedName } from '@/components/ui/dotted-name';
import type { DraftValues, FormField } from '@/lib/connect/config/form-model';

/** What the focused option means, and the JSON as it will be sent with that option lit. */
export function HelpPanel({ field, draft }: { field: FormField | undefined; draft: DraftValues }) {
  return (
    <aside className="sticky top-16 max-h-[calc(100dvh-150px)] space-y-3 self-start overflow-auto max-xl:hidden">
      <div className="rounded-panel border bg-panel p-4 text-sm">
        {field ? <Help field={field} /> : <p className="text-muted">Focus a field to read what it does.</p>}
      </div>
      <div className="rounded-panel border bg-panel">
        <h2 className="border-b px-4 py-2 font-semibold text-sm">As it will be sent</h2>
        <pre className="overflow-auto p-4 font-mono text-xs leading-5">
          {Object.entries(draft.set).map(([key, value]) => (
            <span
              key={key}
              className={`block whitespace-pre-wrap break-all ${key === field?.key ? 'bg-accent-soft' : ''}`}
            >
              {`${key} = ${value ?? 'null'}`}
            </span>
          ))}
          {draft.keep.map((key) => (
            <span key={key} className="block text-muted">{`${key} = (stored secret)`}</span>
          ))}
        </pre>
      </div>
    </aside>
  );
}

function Help({ field }: { field: FormField }) {
  return (
    <>
      <p className="font-medium text-xs">
        <DottedName name={field.key} />
      </p>
      <p className="mt-2 whitespace-pre-line break-words">
        {field.documentation || 'The plugin says nothing about this option.'}
      </p>
      <dl className="mt-3 grid grid-cols-[90px_1fr] gap-y-1 text-xs">
        <dt className="text-muted">Type</dt>
        <dd>{field.type.toLowerCase()}</dd>
        <dt className="text-muted">Importance</dt>
        <dd>{field.importance.toLowerCase()}</dd>
        <dt className="text-muted">Default</dt>
        <dd>
          <DottedName name={field.defaultValue ?? (field.required ? 'none, required' : 'none')} />
        </dd>
        {field.dependents.length > 0 ? (
          <>
            <dt className="text-muted">Affects</dt>
            <dd className="whitespace-pre-line">
              <DottedName name={field.dependents.join('\n')} />
            </dd>
          </>
        ) : null}
        {field.recommended.length > 0 ? (
          <>
            <dt className="text-muted">Values</dt>
            <dd className="whitespace-pre-line">
              <DottedName name={field.recommended.slice(0, 20).join('\n')} />
            </dd>
          </>
        ) : null}
      </dl>
    </>
  );
}
