import 'server-only';
import { AppError, ValidationError } from '@/lib/base/errors';

const MAX_DEPTH = 32;

/**
 * Reads a request's JSON body, counting bytes as they come.
 *
 * Units: `maxBytes`. Errors: AppError `input/too-large`; ValidationError for text that is no JSON or is nested
 * deeper than 32.
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new AppError('input/too-large', `The body is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new ValidationError('The body is not valid JSON.', {}, { cause });
  }
  if (deeperThan(body, MAX_DEPTH)) throw new ValidationError('The body is nested too deeply.');
  return body;
}

function deeperThan(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (depth === 0) return true;
  return Object.values(value).some((inner) => deeperThan(inner, depth - 1));
}
