import { ConfigException } from '../api/exceptions.ts';
import type { Field, Schema } from '../api/schema.ts';
import type { Struct } from '../api/struct.ts';
import { type DataMap, getMember } from './data-map.ts';
import { requireMapOrNull, requireStructOrNull } from './requirements.ts';
import { fieldOf, readField } from './schemas.ts';

const PURPOSE = 'nested field access';

/** Where in a Struct or map a field is. Source: kafka 4.3 `SingleFieldPath`; KIP-821. */
export class FieldPath {
  readonly #parents: readonly string[];
  readonly #last: string;

  private constructor(steps: readonly string[]) {
    this.#parents = steps.slice(0, -1);
    this.#last = steps.at(-1) ?? '';
  }

  /** Names a field at the root, whatever characters it has (V1). */
  static root(name: string): FieldPath {
    return new FieldPath([name]);
  }

  /** Reads `a.b` and `` `a.b`.c `` (V2). Errors: ConfigException for a backtick without its pair. */
  static nested(path: string): FieldPath {
    return new FieldPath(splitPath(path));
  }

  /** The steps from the root. */
  get steps(): readonly string[] {
    return [...this.#parents, this.#last];
  }

  /** The field in a schema, undefined when there is none. */
  fieldFrom(schema: Schema): Field | undefined {
    let current: Schema | undefined = schema;
    for (const step of this.#parents) current = current && fieldOf(current, step)?.schema;
    return current && fieldOf(current, this.#last);
  }

  /** The value in a Struct, null when there is none. */
  valueFrom(struct: Struct, replacesNull: boolean): unknown {
    let current: Struct = struct;
    for (const step of this.#parents) {
      const field = fieldOf(current.schema, step);
      const next = field ? requireStructOrNull(current.get(field), PURPOSE) : null;
      if (!next) return null;
      current = next;
    }
    const field = fieldOf(current.schema, this.#last);
    return field ? readField(current, field, replacesNull) : null;
  }

  /** The value in a map, null when there is none. */
  memberFrom(map: DataMap): unknown {
    let current: DataMap = map;
    for (const step of this.#parents) {
      const next = requireMapOrNull(getMember(current, step), PURPOSE);
      if (!next) return null;
      current = next;
    }
    return getMember(current, this.#last);
  }
}

function splitPath(path: string): string[] {
  const steps: string[] = [];
  let at = 0;
  while (at < path.length) {
    const step = path[at] === '`' ? readQuoted(path, at) : readPlain(path, at);
    steps.push(step.name);
    at = step.next;
  }
  if (path.endsWith('.')) steps.push('');
  return steps;
}

interface Step {
  readonly name: string;
  readonly next: number;
}

function readPlain(path: string, start: number): Step {
  const dot = path.indexOf('.', start);
  const end = dot < 0 ? path.length : dot;
  return { name: path.slice(start, end), next: end + 1 };
}

/** A backtick ends the name only before a dot or the end, and not after a backslash. */
function readQuoted(path: string, opening: number): Step {
  let name = '';
  let start = opening + 1;
  for (let at = path.indexOf('`', start); at >= 0; at = path.indexOf('`', at + 1)) {
    const isEscaped = path[at - 1] === '\\';
    const isAtEnd = at === path.length - 1;
    if (isAtEnd && isEscaped) break;
    if (!isAtEnd && path[at + 1] !== '.') continue;
    if (!isEscaped) return { name: name + path.slice(start, at), next: at + 2 };
    name += `${path.slice(start, at - 1)}\``;
    start = at + 1;
  }
  throw new ConfigException(
    `Incomplete backtick pair in path: [${path}], consider adding a backslash before backtick at position ${opening} to escape it`,
  );
}
