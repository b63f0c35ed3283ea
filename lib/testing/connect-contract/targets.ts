/** Apache Connect leaks Java where a worker of ours answers in plain words; cases ask which one they talk to. */
export type TargetKind = 'apache' | 'embedded';

/** One worker the whole suite is asked of. Shape: plain data, for it crosses from vitest's main process. */
export interface ContractTarget {
  readonly kind: TargetKind;
  /** Release of Connect it is, or emulates; what came later is not asked of it. */
  readonly version: string;
  /** In every title, so that a failure names who broke the promise. */
  readonly name: string;
  readonly url: string;
  /** Folder for the files of connectors, seen by worker and test alike. */
  readonly dir: string;
  /** Group of the worker, or undefined when it is not ours to know. */
  readonly groupId: string | undefined;
  /** Why it cannot be asked here; its cases are skipped then. */
  readonly skip: string | undefined;
}

/** What the main process hands to the test files. */
export interface ContractContext {
  readonly targets: readonly ContractTarget[];
  /** Where test files leave their counts. */
  readonly tallyDir: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    contract: ContractContext;
  }
}
