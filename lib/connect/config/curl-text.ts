import { splitShellWords } from './shell-words.ts';
import { TextError } from './text-place.ts';

/** What a cURL command sends. `name`: the connector its URL names. */
export interface CurlBody {
  readonly body: string;
  /** Where the body begins in the command, for errors inside it. */
  readonly at: number;
  readonly name: string | undefined;
}

const DATA = /^(?:-d|--data|--data-raw|--data-binary|--data-ascii|--json)(?:=([\s\S]*))?$/;

/** Says whether a text is a cURL command, with or without a prompt before it. */
export function isCurl(text: string): boolean {
  return /^\s*(?:[$#>]\s+)?curl(?:\.exe)?\s/.test(text);
}

/**
 * Takes the body and the connector's name out of a cURL command that creates or changes a connector.
 *
 * Errors: TextError when it sends no data, or data of a file that is not here.
 */
export function readCurl(text: string): CurlBody {
  const { words, heredoc } = splitShellWords(text);
  let data: { text: string; at: number } | undefined;
  let name: string | undefined;
  words.forEach((word, index) => {
    const match = DATA.exec(word.text);
    if (match) data = match[1] === undefined ? words[index + 1] : { text: match[1], at: word.at };
    else if (/^-d./s.test(word.text)) data = { text: word.text.slice(2), at: word.at + 2 };
    const path = /\/connectors\/([^/?#\s]+)\/config\b/.exec(word.text)?.[1];
    if (path !== undefined) name = decoded(path);
  });
  const isStdin = data === undefined || data.text === '@-';
  if (isStdin && heredoc) return { body: heredoc.text, at: heredoc.at, name };
  if (data === undefined) throw new TextError('This cURL command sends no data (-d or --data).', 0);
  if (/^@/.test(data.text)) {
    const from = data.text === '@-' ? 'what it is fed' : `the file ${data.text.slice(1)}`;
    throw new TextError(`This cURL command sends ${from}: paste its content instead.`, data.at);
  }
  const isQuoted = /['"]/.test(text[data.at] ?? '');
  return { body: data.text, at: data.at + (isQuoted ? 1 : 0), name };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
