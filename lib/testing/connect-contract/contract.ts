import path from 'node:path';
import { afterAll, afterEach, describe, inject, it, onTestFinished } from 'vitest';
import type { ConnectorConfig } from '../../connect/rest/connectors.ts';
import { fileSink } from './configs.ts';
import { emptyTally, leaveTally } from './tally.ts';
import type { ContractTarget } from './targets.ts';
import { connectorPath, WorkerClient } from './worker-client.ts';

/** What a case gets: the worker to ask, and where its files are. */
export class Subject extends WorkerClient {
  readonly target: ContractTarget;
  readonly proveDifference: (id: string) => void;
  #names = 0;

  constructor(target: ContractTarget, count: () => void, proveDifference: (id: string) => void) {
    super(target.url, count);
    this.target = target;
    this.proveDifference = proveDifference;
  }

  /** `it` for what came with a release of Connect, skipped where the target is older: `worker.itSince('3.6')(…)`. */
  itSince(release: string) {
    return it.skipIf(isOlder(this.target.version, release));
  }

  /** A name nobody used before, in this file or another. */
  newName(prefix = 'c'): string {
    this.#names += 1;
    return `${prefix}-${process.pid}-${this.#names}`;
  }

  /** Path of a file of this target, in a folder connectors may use. */
  file(name: string): string {
    return path.join(this.target.dir, name);
  }

  /** Creates or replaces a connector that is deleted when the case ends. */
  async given(name: string, config: ConnectorConfig): Promise<void> {
    this.deleteAfterwards(name);
    const answer = await this.put(connectorPath(name, '/config'), config);
    if (answer.status !== 201 && answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  }

  /** Creates a connector that is deleted when the case ends, and waits until it and one task run. */
  async givenRunning(name: string, config: ConnectorConfig): Promise<void> {
    await this.given(name, config);
    await this.waitForStates(name, 'RUNNING', 'RUNNING');
  }

  /**
   * Waits until the worker had time to do what it was asked before: a connector created only now runs.
   *
   * For promises that something does not happen, which the first look could not disprove.
   */
  async settle(): Promise<void> {
    const name = this.newName('later');
    await this.givenRunning(name, fileSink(this.file(name), name));
  }

  /** Creates a connector the cases of a group share, and waits until it and one task run. Not for `it`. */
  async share(name: string, config: ConnectorConfig): Promise<void> {
    await this.put(connectorPath(name, '/config'), config);
    await this.waitForStates(name, 'RUNNING', 'RUNNING');
  }

  /** Deletes a connector when the case ends, whatever became of it. */
  deleteAfterwards(name: string): void {
    onTestFinished(async () => {
      await this.delete(connectorPath(name));
    });
  }
}

/**
 * Declares cases once per target, the target in the title, and counts them.
 *
 * A target that cannot be asked here is skipped with its reason in the title.
 */
export function contract(title: string, define: (worker: Subject) => void): void {
  contractSince('0.0', title, define);
}

/** `contract` for what came with a release of Connect; an older target is skipped, with that reason in the title. */
export function contractSince(since: string, title: string, define: (worker: Subject) => void): void {
  const { targets, tallyDir } = inject('contract');
  for (const target of targets) {
    const skip = target.skip ?? (isOlder(target.version, since) ? `came with ${since}` : undefined);
    const reason = skip === undefined ? '' : ` (skipped: ${skip})`;
    describe.skipIf(skip !== undefined)(`${target.name}: ${title}${reason}`, () => {
      const tally = emptyTally(target.name);
      const count = () => {
        tally.requests += 1;
      };
      afterEach(({ task }) => {
        tally.cases += 1;
        if (task.result?.state !== 'fail' && (task.result?.errors ?? []).length === 0) tally.passed += 1;
      });
      afterAll(() => leaveTally(tallyDir, title, tally));
      define(new Subject(target, count, (id) => tally.differences.push(id)));
    });
  }
}

function isOlder(version: string, release: string): boolean {
  const [[ourMajor = 0, ourMinor = 0], [major = 0, minor = 0]] = [numbers(version), numbers(release)];
  return ourMajor < major || (ourMajor === major && ourMinor < minor);
}

function numbers(release: string): number[] {
  return release.split('.').map(Number);
}
