import { CircleAlert, CircleCheck } from 'lucide-react';
import type { WorkerUrlTest } from '@/lib/api/clusters';
import { type KafkaVersion, parseVersion } from '@/lib/connect/versions';
import { problemWords } from './access-words';

/** Results come below a form that may be longer than the window. */
const bringIntoView = (node: HTMLElement | null) => node?.scrollIntoView({ block: 'nearest' });

/** What each URL answered to a test, and whether they belong together. */
export function ClusterTestResults({ results }: { results: readonly WorkerUrlTest[] }) {
  const notes = notesOn(results);
  return (
    <section ref={bringIntoView} aria-label="Test results" role="status" className="rounded-control border">
      <ul className="divide-y">
        {results.map((result) => (
          <Result key={result.url} result={result} />
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} className="border-t bg-unassigned/12 px-3 py-2 text-sm">
          {note}
        </p>
      ))}
    </section>
  );
}

/** What to know before such a cluster is saved. */
function notesOn(results: readonly WorkerUrlTest[]): string[] {
  const found = results.filter((one) => one.ok);
  const kafka = new Set(found.flatMap(({ kafkaClusterId }) => kafkaClusterId ?? []));
  const versions = [...new Set(found.map(({ version }) => version))];
  const old = versions.filter((version) => isOlderThan(parseVersion(version), OLDEST));
  return [
    ...(kafka.size > 1
      ? ['These workers use different Kafka clusters, so they are not one Connect cluster.']
      : []),
    ...(versions.length > 1 ? [`These workers differ in version: ${versions.join(', ')}.`] : []),
    ...old.map((version) => `Connect ${version} is older than 2.8; not everything here will work.`),
  ];
}

const OLDEST: KafkaVersion = { major: 2, minor: 8 };

function isOlderThan(version: KafkaVersion | undefined, other: KafkaVersion): boolean {
  if (!version) return false;
  return version.major === other.major ? version.minor < other.minor : version.major < other.major;
}

function Result({ result }: { result: WorkerUrlTest }) {
  const Icon = result.ok ? CircleCheck : CircleAlert;
  return (
    <li className="flex gap-2 px-3 py-2 text-sm">
      <Icon
        size={15}
        aria-hidden
        className={result.ok ? 'mt-0.5 shrink-0 text-running' : 'mt-0.5 shrink-0 text-failed'}
      />
      <div className="min-w-0">
        <p className="break-all font-mono text-xs leading-5">{result.url}</p>
        {result.ok ? (
          <p>
            Connect {result.version}, answered in {result.latencyMs} ms
            {result.kafkaClusterId ? (
              <span className="text-muted">
                {' '}
                · Kafka cluster <span className="break-all font-mono text-xs">{result.kafkaClusterId}</span>
              </span>
            ) : null}
          </p>
        ) : (
          <p>
            <span className="font-medium text-failed">{problemWords(result.problem.kind)}</span>{' '}
            <span className="break-words">{result.problem.message}</span>
          </p>
        )}
      </div>
    </li>
  );
}
