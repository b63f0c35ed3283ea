import { TextError } from './text-place.ts';

/** One word of a command with where it begins, and a heredoc's body when it ends in one. */
export interface ShellWords {
  readonly words: readonly { readonly text: string; readonly at: number }[];
  readonly heredoc: { readonly text: string; readonly at: number } | undefined;
}

const ANSI: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/**
 * Splits a command into words as sh does: quotes of both kinds, `$'…'`, `\` at the end of a line, and a heredoc.
 *
 * Errors: TextError for a quote that does not end. Nothing is ever expanded or run.
 */
export function splitShellWords(text: string): ShellWords {
  const words: { text: string; at: number }[] = [];
  let heredoc: ShellWords['heredoc'];
  let word: { text: string; at: number } | undefined;
  let at = 0;
  const add = (part: string, from: number) => {
    word = { text: (word?.text ?? '') + part, at: word?.at ?? from };
  };
  const end = () => {
    if (word) words.push(word);
    word = undefined;
  };
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/\s/.test(char)) {
      end();
      at += 1;
      continue;
    }
    const mark = word ? null : /^<<-?\s*(['"]?)([\w.-]+)\1[^\n]*\n/.exec(text.slice(at));
    if (mark) {
      heredoc = readHeredoc(text, at + mark[0].length, mark[2] ?? '');
      break;
    }
    const [part, next] = readPart(text, at);
    add(part, at);
    at = next;
  }
  end();
  return { words, heredoc };
}

/** What one quoted or plain part stands for, and where the next one begins. */
function readPart(text: string, at: number): [string, number] {
  const char = text[at] ?? '';
  if (char === "'") {
    const close = text.indexOf("'", at + 1);
    if (close < 0) throw new TextError("This ' has no end.", at);
    return [text.slice(at + 1, close), close + 1];
  }
  if (char === '"' || text.startsWith("$'", at)) return readEscaped(text, at, char === '"' ? '"' : "'");
  if (char === '\\') {
    const line = /^\\\r?\n/.exec(text.slice(at, at + 3))?.[0];
    return line ? ['', at + line.length] : [text[at + 1] ?? '', at + 2];
  }
  return [char, at + 1];
}

function readEscaped(text: string, start: number, close: string): [string, number] {
  const isAnsi = close === "'";
  let value = '';
  for (let at = start + (isAnsi ? 2 : 1); at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === close) return [value, at + 1];
    const next = text[at + 1] ?? '';
    if (char !== '\\') value += char;
    else if (isAnsi) {
      value += ANSI[next] ?? next;
      at += 1;
    } else if (/["\\$`\n]/.test(next)) {
      value += next === '\n' ? '' : next;
      at += 1;
    } else value += char;
  }
  throw new TextError(`This ${close} has no end.`, start);
}

function readHeredoc(text: string, at: number, word: string): ShellWords['heredoc'] {
  const close = new RegExp(`^\\t*${word.replace(/[.]/g, '\\.')}\\s*$`, 'm').exec(text.slice(at));
  return { text: text.slice(at, close ? at + close.index : text.length), at };
}

/** Quotes a text so that sh takes it as one word, whatever is in it. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
