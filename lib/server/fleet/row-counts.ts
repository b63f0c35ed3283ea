import 'server-only';
import type { ConnectorRow } from '@/lib/api/connectors';

/** Connectors by health and tasks by state, kept up to date row by row, so that nobody counts a large fleet. */
export class RowCounts {
  readonly #byHealth = new Map<string, number>();
  readonly tasks = { total: 0, running: 0, failed: 0 };

  /** Healths that no connector has are absent. */
  get byHealth(): Record<string, number> {
    return Object.fromEntries([...this.#byHealth].filter(([, count]) => count > 0));
  }

  add(row: ConnectorRow): void {
    this.#change(row, 1);
  }

  remove(row: ConnectorRow): void {
    this.#change(row, -1);
  }

  /** A task counts as running only while it says RUNNING. */
  #change(row: ConnectorRow, by: 1 | -1): void {
    this.#byHealth.set(row.health, (this.#byHealth.get(row.health) ?? 0) + by);
    this.tasks.total += by * row.tasks.length;
    for (const { state } of row.tasks) {
      if (state === 'RUNNING') this.tasks.running += by;
      if (state === 'FAILED') this.tasks.failed += by;
    }
  }
}
