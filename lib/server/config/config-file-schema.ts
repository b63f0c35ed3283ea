import 'server-only';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ClusterAuthInput, ClusterHeadersInput } from '@/lib/api/cluster-access';
import { ClusterInput } from '@/lib/api/clusters';
import { messageOf, ValidationError } from '@/lib/base/errors';

const Path = z.string().min(1);

const FileTls = z
  .strictObject({
    ...{ ca: Path.optional(), cert: Path.optional(), key: Path.optional() },
    ...{ caFile: Path.optional(), certFile: Path.optional(), keyFile: Path.optional() },
  })
  .default({});

/** Names and values of headers; checked like those of the API. */
const FileHeaders = z.record(z.string(), z.string('is text')).default({});

/** One cluster of the file. As in the API, but headers are a map and certificates may stand in files of their own. */
export const FileCluster = z.strictObject({
  name: ClusterInput.shape.name,
  urls: ClusterInput.shape.urls,
  auth: ClusterAuthInput.default({ type: 'none' }),
  headers: FileHeaders,
  tls: FileTls,
});
export type FileCluster = z.infer<typeof FileCluster>;

/** The whole file. */
export const ConfigFile = z.strictObject({ clusters: z.array(FileCluster).default([]) });

/**
 * Turns a cluster of the file into what the API would take.
 *
 * Errors: ValidationError with the field, for a header that cannot be sent or a file that cannot be read.
 */
export function toClusterInput(cluster: FileCluster, folder: string): ClusterInput {
  const headers = ClusterHeadersInput.safeParse(
    Object.entries(cluster.headers).map(([name, value]) => ({ name, value })),
  );
  if (!headers.success) {
    const [issue] = headers.error.issues;
    const why = issue?.message ?? 'cannot be sent';
    throw new ValidationError(why, { [`headers.${String(issue?.path[0] ?? 0)}`]: [why] });
  }
  const { name, urls, auth } = cluster;
  return { name, urls, auth, headers: headers.data, tls: readTls(cluster.tls, folder) };
}

function readTls(tls: FileCluster['tls'], folder: string): ClusterInput['tls'] {
  const pick = (field: 'ca' | 'cert' | 'key') => {
    const file = tls[`${field}File`];
    if (file === undefined) return tls[field];
    if (tls[field] === undefined) return readPem(resolve(folder, file), `tls.${field}`);
    const why = `give ${field} or ${field}File, not both`;
    throw new ValidationError(why, { [`tls.${field}`]: [why] });
  };
  return { ca: pick('ca') ?? null, cert: pick('cert') ?? null, key: pick('key') ?? null };
}

function readPem(file: string, field: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const why = `cannot be read (${messageOf(cause)})`;
    throw new ValidationError(why, { [field]: [why] }, { cause });
  }
}
