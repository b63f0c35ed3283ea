import 'server-only';
import type { AlertRuleInput, Silence } from '@/lib/api/alerts';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { ConnectorRow } from '@/lib/api/connectors';
import { matchesGlob } from './glob';

/** One thing a rule can fire for. `connector` null: the cluster itself. Units: `since` ms since the epoch. */
export interface Subject {
  readonly cluster: string;
  readonly connector: string | null;
  readonly state: string;
  readonly cause: string | null;
  readonly since: number;
}

/** What rules look at, from one moment. */
export interface Observed {
  readonly clusters: readonly ClusterSummary[];
  readonly rows: readonly ConnectorRow[];
}

/** Identifies a subject across looks. */
export function keyOfSubject({ cluster, connector }: Pick<Subject, 'cluster' | 'connector'>): string {
  return JSON.stringify([cluster, connector]);
}

/** Everything that shows one of the rule's conditions now, however short. */
export function subjectsOf(rule: AlertRuleInput, { clusters, rows }: Observed): Subject[] {
  const conditions: readonly string[] = rule.conditions;
  const isMeant = (cluster: string) => rule.cluster === null || rule.cluster === cluster;
  const found: Subject[] = [];
  if (conditions.includes('UNREACHABLE')) {
    for (const { id, reachability } of clusters) {
      if (reachability.state !== 'unreachable' || !isMeant(id)) continue;
      const { since, problem } = reachability;
      found.push({
        cluster: id,
        connector: null,
        state: 'UNREACHABLE',
        cause: problem?.message ?? null,
        since,
      });
    }
  }
  for (const { clusterId: cluster, name: connector, health: state, cause, since } of rows) {
    if (!conditions.includes(state) || !isMeant(cluster) || !matchesGlob(rule.pattern, connector)) continue;
    found.push({ cluster, connector, state, cause, since });
  }
  return found;
}

/** Says whether a silence covers a subject now; a cluster itself is covered only by the pattern `*`. */
export function isSilenced(subject: Subject, silences: readonly Silence[], now: number): boolean {
  return silences.some(
    ({ from, to, cluster, pattern }) =>
      from <= now &&
      now < to &&
      (cluster === null || cluster === subject.cluster) &&
      (subject.connector === null ? pattern === '*' : matchesGlob(pattern, subject.connector)),
  );
}
