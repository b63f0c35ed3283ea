import 'server-only';
import { z } from 'zod';
import type { ConfigVersionList } from '@/lib/api/config-versions';
import { ConfigEntry } from '@/lib/api/connectors';
import { NotFoundError } from '@/lib/base/errors';
import { isSecret, type KnownOptions } from '@/lib/connect/config/redact';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import type { ConnectorRef } from './schemas';

const MAX_LISTED = 200;
const Entries = z.array(ConfigEntry);

/**
 * Lists the configs a connector has had, the newest 200 first, secrets left out.
 *
 * Guarantees: what counts as a secret by now is masked even where it did not when it was kept.
 */
export async function listConfigVersions(
  context: VerbContext,
  ref: ConnectorRef,
): Promise<ConfigVersionList> {
  authorize(context.actor, 'connectors/read', ref);
  const { db, fleet, history } = context.console;
  const watch = fleet.watch(ref.clusterId);
  await history.flush();
  const rows = await db
    .selectFrom('config_history')
    .selectAll()
    .where('cluster', '=', ref.clusterId)
    .where('connector', '=', ref.connector)
    .orderBy('id', 'desc')
    .execute();
  const versions = rows.slice(0, MAX_LISTED).map(async (row, index) => {
    const entries = Entries.parse(JSON.parse(row.config));
    const known = await watch.secrets.optionsOf(pluginOf(entries));
    return {
      id: row.id,
      number: rows.length - index,
      at: row.at,
      origin: row.origin,
      actor: row.actor,
      rollbackOf: row.rollback_of,
      entries: entries.map((entry) => maskAgain(entry, known)),
    };
  });
  return { versions: await Promise.all(versions) };
}

/** Checks that a connector has had a version of this number. Errors: NotFoundError. */
export async function requireVersion(context: VerbContext, ref: ConnectorRef, number: number): Promise<void> {
  const { total } = await context.console.db
    .selectFrom('config_history')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('cluster', '=', ref.clusterId)
    .where('connector', '=', ref.connector)
    .executeTakeFirstOrThrow();
  if (number < 1 || number > total)
    throw new NotFoundError(`${ref.connector} has no config version ${number}.`);
}

function pluginOf(entries: readonly ConfigEntry[]): string | null | undefined {
  return entries.find(({ key }) => key === 'connector.class')?.value;
}

function maskAgain(entry: ConfigEntry, known: KnownOptions | undefined): ConfigEntry {
  // A shown value was judged with the plugin's definitions; without them now only the name and value can tell more.
  const judge = known ?? { names: new Set([entry.key]), passwords: new Set<string>() };
  return !entry.masked && isSecret(entry.key, entry.value, judge)
    ? { key: entry.key, value: null, masked: true }
    : entry;
}
