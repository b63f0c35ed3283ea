import 'server-only';
import type { ActionRecord } from '@/lib/api/actions';
import type { Transition } from '../fleet/observed';

/** One counted series: label values in the order of the metric's names. */
export interface Counted {
  readonly labels: readonly string[];
  readonly value: number;
}

/** Counts by label values. Only ever grows, as Prometheus expects of a counter. */
class Counter {
  readonly #counts = new Map<string, { labels: readonly string[]; value: number }>();

  add(...labels: readonly string[]): void {
    const key = JSON.stringify(labels);
    const known = this.#counts.get(key);
    if (known) known.value += 1;
    else this.#counts.set(key, { labels, value: 1 });
  }

  all(): Counted[] {
    return [...this.#counts.values()];
  }
}

/**
 * What has happened since the console started. In memory: a scraper copes with a counter that starts anew.
 *
 * Labels come from closed sets (clusters, states, kinds), never from names of connectors, so that series stay few.
 */
export class Counters {
  readonly #transitions = new Counter();
  readonly #actions = new Counter();

  /** Observed changes by cluster, whether of a connector or a task, and the state they led to. */
  transitions(clusterId: string, transitions: readonly Transition[]): void {
    for (const { task, to } of transitions) {
      this.#transitions.add(clusterId, task === null ? 'connector' : 'task', to ?? 'GONE');
    }
  }

  /** A finished action by cluster, kind and outcome. Unfinished ones are not counted yet. */
  action(record: ActionRecord): void {
    if (record.finishedAt !== null) this.#actions.add(record.clusterId, record.action, record.phase);
  }

  allTransitions(): Counted[] {
    return this.#transitions.all();
  }

  allActions(): Counted[] {
    return this.#actions.all();
  }
}
