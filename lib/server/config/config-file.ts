import 'server-only';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { messageOf, ValidationError } from '@/lib/base/errors';
import { ClusterId } from '@/lib/connect/names';
import { describeAccess } from '../connect-client/access';
import { resolveAccess } from '../connect-client/resolve-access';
import type { ClusterDefinition } from '../fleet/cluster-definition';
import { ConfigError } from './config-error';
import { ConfigFile, type FileCluster, toClusterInput } from './config-file-schema';
import { slugOf } from './env-clusters';
import { resolveReferences } from './references';

type Env = Readonly<Record<string, string | undefined>>;
type Path = readonly PropertyKey[];

const MAX_ALIASES = 50;

/**
 * Reads the clusters of a YAML file, with `${env:NAME}` and `${file:/path}` filled in.
 *
 * Errors: ConfigError with file, line and field; it never repeats a value.
 */
export function readConfigFile(file: string, env: Env): ClusterDefinition[] {
  const source = new Source(file);
  const raw = source.read();
  const filled = resolveReferences(raw, { env, folder: dirname(file) }, (path, error) =>
    source.fail(path, error.message),
  );
  const parsed = ConfigFile.safeParse(filled);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const path = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])];
    return source.fail(
      path,
      unknown === undefined ? (issue?.message ?? 'cannot be read') : 'is not known here',
    );
  }
  return parsed.data.clusters.map((cluster, index) =>
    toDefinition(cluster, ['clusters', index], source, file),
  );
}

function toDefinition(cluster: FileCluster, path: Path, source: Source, file: string): ClusterDefinition {
  const id = ClusterId.safeParse(slugOf(cluster.name));
  if (!id.success) return source.fail([...path, 'name'], 'needs a letter or digit');
  try {
    const { urls, access } = resolveAccess(toClusterInput(cluster, dirname(file)));
    return {
      id: id.data,
      name: cluster.name,
      urls,
      origin: 'file',
      source: file,
      access,
      shown: describeAccess(access),
    };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const [field = ''] = Object.keys(error.fields);
    return source.fail([...path, ...fieldPath(field, cluster)], error.message);
  }
}

/** `tls.ca` of the input is `tls.caFile` in the file when that is what was written; headers are a map there. */
function fieldPath(field: string, cluster: FileCluster): string[] {
  const [first = '', second = '', ...rest] = field.split('.');
  if (first === 'headers') return ['headers', Object.keys(cluster.headers)[Number(second)] ?? ''];
  const isFile = first === 'tls' && Object.hasOwn(cluster.tls, `${second}File`);
  return [first, isFile ? `${second}File` : second, ...rest].filter((part) => part !== '');
}

/** The text of the file, and where in it something stands. */
class Source {
  readonly #file: string;
  readonly #lines = new LineCounter();
  #document: Document | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  read(): unknown {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (cause) {
      throw new ConfigError('SLUICE_CONFIG', `${this.#file} cannot be read (${messageOf(cause)})`);
    }
    const document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true, prettyErrors: false });
    this.#document = document;
    const [error] = document.errors;
    if (error) {
      const { line } = this.#lines.linePos(error.pos[0]);
      throw new ConfigError(`${this.#file}:${line}`, error.message.split(/[:\n]/)[0] ?? 'is not YAML');
    }
    visit(document, {
      Alias: (_key, alias) => {
        if (alias.resolve(document) !== undefined) return;
        const { line } = this.#lines.linePos(alias.range?.[0] ?? 0);
        throw new ConfigError(
          `${this.#file}:${line}`,
          'an alias leads nowhere; quote a text that begins with *',
        );
      },
    });
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  }

  /** Names the nearest place in the file that exists. */
  fail(path: Path, why: string): never {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = this.#document?.getIn(path.slice(0, length), true);
      if (!isNode(node) || !node.range) continue;
      const { line } = this.#lines.linePos(node.range[0]);
      throw new ConfigError(`${this.#file}:${line}`, `${path.map(String).join('.') || 'the file'}: ${why}`);
    }
    throw new ConfigError(this.#file, `${path.map(String).join('.') || 'the file'}: ${why}`);
  }
}
