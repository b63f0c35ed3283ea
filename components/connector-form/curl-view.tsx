import { CopyButton } from '@/components/ui/copy-button';
import { Panel } from '@/components/ui/panel';
import { exportConfig } from '@/lib/connect/config/export';
import type { DraftValues } from '@/lib/connect/config/form-model';

/** The command that does the same from a shell; secrets are places to fill in. */
export function CurlView({ name, draft }: { name: string; draft: DraftValues }) {
  const shown = Object.entries(draft.set).map(([key, value]) => ({ key, value, masked: false }));
  const kept = draft.keep.map((key) => ({ key, value: null, masked: true }));
  const text = exportConfig('curl', { name: name || 'NAME', entries: [...shown, ...kept] });
  return (
    <Panel
      title="PUT creates it, or replaces its config"
      aside={<CopyButton text={text} label="Copy cURL" />}
    >
      <pre className="whitespace-pre-wrap break-all p-4 font-mono text-xs leading-5">{text}</pre>
      <p className="border-t px-4 py-2 text-muted text-xs">
        Set <code>CONNECT_URL</code> to a worker’s address first.
        {draft.keep.length > 0 ? (
          <>
            {' '}
            Fill in each <code>{'<secret: …>'}</code>: the console shows no stored secret.
          </>
        ) : null}
      </p>
    </Panel>
  );
}
