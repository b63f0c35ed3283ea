import { DataException } from '../../api/exceptions.ts';
import type { Dialect } from './record-reader.ts';

/**
 * Splits a record of CSV into its fields.
 *
 * Shape: null is a field that is empty and not quoted; two quotes within quotes are one; quotes inside of a field that does
 * not begin with one are text. Errors: DataException for text behind a closing quote. Source: RFC 4180.
 */
export function splitFields(text: string, dialect: Dialect): (string | null)[] {
  const delimiter = String.fromCharCode(dialect.delimiter);
  const quote = dialect.quote === undefined ? undefined : String.fromCharCode(dialect.quote);
  if (quote === undefined || !text.includes(quote)) {
    return text.split(delimiter).map((field) => (field === '' ? null : field));
  }
  const fields: (string | null)[] = [];
  let at = 0;
  do {
    const isQuoted = text[at] === quote;
    const end = isQuoted ? closingQuote(text, at, quote) + 1 : endOfField(text, at, delimiter);
    if (isQuoted && end < text.length && text[end] !== delimiter) {
      throw new DataException(`there is text behind the closing quote of field ${fields.length + 1}`);
    }
    if (isQuoted) fields.push(text.slice(at + 1, end - 1).replaceAll(quote + quote, quote));
    else fields.push(end === at ? null : text.slice(at, end));
    at = end + 1;
  } while (at <= text.length);
  return fields;
}

function endOfField(text: string, from: number, delimiter: string): number {
  const end = text.indexOf(delimiter, from);
  return end < 0 ? text.length : end;
}

function closingQuote(text: string, opening: number, quote: string): number {
  let at = text.indexOf(quote, opening + 1);
  while (at >= 0 && text[at + 1] === quote) at = text.indexOf(quote, at + 2);
  if (at < 0) throw new DataException('it has a quote that is not closed');
  return at;
}
