import { ConnectException } from '../api/exceptions.ts';
import type { PredicatePlugin, TransformationPlugin } from '../api/plugin.ts';
import type { ConnectRecord, Predicate, Transformation } from '../api/transformation.ts';
import { type RetryWithToleranceOperator, SKIPPED } from './retry-with-tolerance-operator.ts';
import type { ConfiguredReference, StageReference } from './thread-protocol.ts';
import { describeThrown } from './trace.ts';

/** Finds the plugin of a class, loading its module when it has one. */
export interface StageLoader {
  transformation(reference: ConfiguredReference): Promise<TransformationPlugin>;
  predicate(reference: ConfiguredReference): Promise<PredicatePlugin>;
}

interface TransformationStage {
  readonly className: string;
  readonly transformation: Transformation;
  readonly predicate: Predicate | undefined;
  readonly isNegated: boolean;
}

/**
 * The transformations of a task, applied in their order, each where its predicate holds, or does not when negated.
 *
 * Whoever builds it closes it. Source: kafka 4.3 `TransformationChain`, `TransformationStage`; KIP-66, KIP-585.
 */
export class TransformationChain {
  readonly #stages: readonly TransformationStage[];

  private constructor(stages: readonly TransformationStage[]) {
    this.#stages = stages;
  }

  /**
   * Builds and configures all stages.
   *
   * Errors: ConnectException with what a plugin threw as cause; those built before it are closed then.
   * Source: kafka `ConnectorConfig#transformationStages`.
   */
  static async open(
    references: readonly StageReference[],
    loader: StageLoader,
  ): Promise<TransformationChain> {
    const stages: TransformationStage[] = [];
    const chain = new TransformationChain(stages);
    try {
      for (const reference of references) stages.push(await openStage(reference, loader));
      return chain;
    } catch (cause) {
      chain.close();
      throw cause instanceof ConnectException
        ? cause
        : new ConnectException(describeThrown(cause), { cause });
    }
  }

  get isEmpty(): boolean {
    return this.#stages.length === 0;
  }

  /**
   * Applies every stage under the operator.
   *
   * Shape: null when a stage dropped the record, SKIPPED when one failed and that is tolerated; the rest of the chain is
   * left out then. Errors: those of the operator.
   */
  apply(
    record: ConnectRecord,
    operator: RetryWithToleranceOperator,
    where: () => string,
  ): ConnectRecord | null | typeof SKIPPED {
    let current: ConnectRecord = record;
    for (const stage of this.#stages) {
      const input = current;
      const context = { stage: 'TRANSFORMATION', className: stage.className, where } as const;
      const next = operator.run(() => applyStage(stage, input), context);
      if (next === SKIPPED || next === null) return next;
      current = next;
    }
    return current;
  }

  /** Closes all stages; what they throw is their own affair, because the task is over. */
  close(): void {
    for (const { transformation, predicate } of this.#stages) {
      closeQuietly(transformation);
      if (predicate) closeQuietly(predicate);
    }
  }
}

async function openStage(reference: StageReference, loader: StageLoader): Promise<TransformationStage> {
  const { transformation: of, predicate: decidedBy, isNegated } = reference;
  const transformation = (await loader.transformation(of)).create();
  transformation.configure(of.config);
  const predicate = decidedBy && (await loader.predicate(decidedBy)).create();
  predicate?.configure(decidedBy?.config ?? {});
  return { className: of.className, transformation, predicate, isNegated };
}

function applyStage(stage: TransformationStage, record: ConnectRecord): ConnectRecord | null {
  if (stage.predicate && stage.predicate.test(record) === stage.isNegated) return record;
  return stage.transformation.apply(record) ?? null;
}

function closeQuietly(plugin: Transformation | Predicate): void {
  try {
    plugin.close?.();
  } catch {
    // The task is over and its outcome decided.
  }
}
