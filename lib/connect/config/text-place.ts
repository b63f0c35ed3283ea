/** What is wrong with a text, and where. Units: `offset` in UTF-16 units from 0; `line` and `column` from 1. */
export interface TextProblem {
  readonly message: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Thrown by the readers of pasted text; `offset` is where in the text. */
export class TextError extends Error {
  override readonly name = 'TextError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Line and column of an offset, both counted from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** Part of a text as data, with where each part stands. */
export type TextNode =
  | { readonly type: 'scalar'; readonly value: string | null; readonly at: number }
  | { readonly type: 'array'; readonly items: readonly TextNode[]; readonly at: number }
  | { readonly type: 'object'; readonly entries: readonly TextEntry[]; readonly at: number };

/** One key of an object. */
export interface TextEntry {
  readonly key: string;
  readonly keyAt: number;
  readonly value: TextNode;
}

/** The value of a key, or undefined. */
export function entryOf(node: TextNode, key: string): TextNode | undefined {
  return node.type === 'object' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

/** The text of a scalar at a key; undefined when there is none. */
export function scalarOf(node: TextNode, key: string): string | undefined {
  const value = entryOf(node, key);
  return value?.type === 'scalar' ? (value.value ?? undefined) : undefined;
}
