import type { TargetState } from '../../connect/state.ts';
import type { OffsetChange } from '../api/connector.ts';
import { parseExactJson } from '../api/exact-json.ts';
import type { SourceMap } from '../api/record.ts';
import { BadRequestException } from '../herder/exceptions.ts';
import type { StoredConfig } from '../storage/config-backing-store.ts';

type JsonObject = Record<string, unknown>;

/** `POST /connectors`, parsed. Shape: `name` is trimmed and empty when absent. */
export interface CreateRequest {
  readonly name: string;
  readonly config: StoredConfig;
  readonly initialState: TargetState | undefined;
}

const INITIAL_STATES: Readonly<Record<string, TargetState>> = {
  RUNNING: 'STARTED',
  PAUSED: 'PAUSED',
  STOPPED: 'STOPPED',
};

/** Reads a create request. Errors: BadRequestException in plain words. Source: kafka `CreateConnectorRequest`. */
export function parseCreateRequest(text: string): CreateRequest {
  const body = parseObject(text, keepNumberText);
  rejectUnknown(body, ['name', 'config', 'initial_state']);
  if (body.config === undefined || body.config === null) {
    throw new BadRequestException('The request has no "config"');
  }
  const { name, initial_state: initial } = body;
  if (name !== undefined && name !== null && !isScalar(name))
    throw new BadRequestException('"name" must be text');
  return {
    name: String(name ?? '').trim(),
    config: toStoredConfig(body.config, '"config"'),
    initialState: parseInitialState(initial),
  };
}

/** Reads a bare config. Errors: BadRequestException in plain words. */
export function parseConfigBody(text: string): StoredConfig {
  return toStoredConfig(parseObject(text, keepNumberText), 'The config');
}

/** Reads offsets; integers keep all their digits. Errors: BadRequestException in plain words. */
export function parseOffsetsBody(text: string): OffsetChange[] {
  const body = parseObject(text);
  rejectUnknown(body, ['offsets']);
  const { offsets } = body;
  if (offsets !== undefined && offsets !== null && !Array.isArray(offsets)) {
    throw new BadRequestException('"offsets" must be a list');
  }
  if (!Array.isArray(offsets) || offsets.length === 0) {
    throw new BadRequestException('Partitions / offsets need to be provided for an alter offsets request');
  }
  return offsets.map((item: unknown) => {
    if (!isObject(item)) throw new BadRequestException('Each entry of "offsets" must be an object');
    rejectUnknown(item, ['partition', 'offset']);
    return { partition: toMap(item.partition, 'partition'), offset: toMap(item.offset, 'offset') };
  });
}

/** Reads a JSON object. Errors: BadRequestException in plain words. */
export function parseObject(text: string, reviver?: (key: string, value: unknown) => unknown): JsonObject {
  if (text.trim() === '') throw new BadRequestException('The request has no body');
  let json: unknown;
  try {
    json = reviver ? JSON.parse(text, reviver) : parseExactJson(text);
  } catch {
    throw new BadRequestException('The body is not valid JSON');
  }
  if (!isObject(json)) throw new BadRequestException('The body must be a JSON object');
  return json;
}

/** Numbers become the text they were written as: a config is text to text. */
const keepNumberText = function keepNumberText(
  _key: string,
  value: unknown,
  context?: { source?: string },
): unknown {
  return typeof value === 'number' ? (context?.source ?? String(value)) : value;
} as (key: string, value: unknown) => unknown;

function toStoredConfig(json: unknown, what: string): StoredConfig {
  if (!isObject(json)) throw new BadRequestException(`${what} must be a JSON object`);
  const config: Record<string, string | null> = Object.create(null);
  for (const [key, value] of Object.entries(json)) {
    if (value !== null && !isScalar(value)) {
      throw new BadRequestException(`The value of "${key}" must be text, a number, true, false or null`);
    }
    config[key] = value === null ? null : String(value);
  }
  return config;
}

function parseInitialState(value: unknown): TargetState | undefined {
  if (value === undefined || value === null) return undefined;
  const state = typeof value === 'string' ? INITIAL_STATES[value.toUpperCase()] : undefined;
  if (!state) throw new BadRequestException('"initial_state" must be one of RUNNING, PAUSED, STOPPED');
  return state;
}

function toMap(value: unknown, name: string): SourceMap | null {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw new BadRequestException(`"${name}" must be an object or null`);
  return value;
}

function rejectUnknown(body: JsonObject, known: readonly string[]): void {
  for (const key of Object.keys(body)) {
    if (!known.includes(key)) {
      throw new BadRequestException(
        `Unrecognized field "${key}"; known are ${known.map((k) => `"${k}"`).join(', ')}`,
      );
    }
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
