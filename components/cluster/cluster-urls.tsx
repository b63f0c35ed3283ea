import { Ago } from '@/components/ui/time';
import type { WorkerUrl } from '@/lib/api/clusters';
import { problemWords } from './access-words';

/** The worker URLs of a cluster: which one is asked, which stand by, which did not answer and why. */
export function ClusterUrls({ workerUrls }: { workerUrls: readonly WorkerUrl[] }) {
  const hasChoice = workerUrls.length > 1;
  return (
    <ul>
      {workerUrls.map((worker) => (
        <li key={worker.url} className="break-words leading-5">
          <span className="break-all font-mono text-xs">{worker.url}</span>
          {hasChoice ? <UrlState worker={worker} /> : null}
        </li>
      ))}
    </ul>
  );
}

function UrlState({ worker: { state, problem, at } }: { worker: WorkerUrl }) {
  if (state === 'failed') {
    return (
      <>
        <span className="ml-2 text-failed text-xs">{problemWords(problem?.kind ?? '')}</span>
        <span className="block text-muted text-xs">
          {problem?.message} {at === null ? null : <Ago at={at} />}
        </span>
      </>
    );
  }
  return <span className="ml-2 text-muted text-xs">{state === 'active' ? 'in use' : 'stands by'}</span>;
}
