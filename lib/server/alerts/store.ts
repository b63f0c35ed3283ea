import 'server-only';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { AlertChannelKind, AlertRuleInput, Silence } from '@/lib/api/alerts';
import type { Db } from '../db/open';
import type { Schema } from '../db/schema';
import type { Incident } from './incident';
import type { Message } from './message';

/** A stored rule. */
export interface StoredRule {
  readonly id: string;
  readonly rule: AlertRuleInput;
}

/** A stored channel; `sealed` is its address and secret, encrypted. */
export interface StoredChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: AlertChannelKind;
  readonly host: string;
  readonly sealed: string;
}

/** A note on its way. */
export interface StoredDelivery extends Omit<Selectable<Schema['alert_delivery']>, 'message'> {
  readonly message: Message;
}

const StoredIncident = z.object({
  openedAt: z.number(),
  lastNoteAt: z.number(),
  clearSince: z.number().nullable(),
  told: z.record(z.string(), z.number()),
});

/** Removes notes that ended and silences that were over before a time, so that the tables stay small. Units: ms. */
export async function pruneAlerts(db: Db, before: number): Promise<void> {
  await db.deleteFrom('alert_silence').where('to_at', '<', before).execute();
  await db.deleteFrom('alert_delivery').where('at', '<', before).where('status', '!=', 'pending').execute();
}

/** Reads everything alerts work with, oldest first. */
export async function readAlerts(db: Db) {
  const rules = await db.selectFrom('alert_rule').selectAll().orderBy('created_at').execute();
  const channels = await db.selectFrom('alert_channel').selectAll().orderBy('created_at').execute();
  const silences = await db.selectFrom('alert_silence').selectAll().orderBy('to_at').execute();
  const incidents = await db.selectFrom('alert_incident').selectAll().execute();
  return {
    rules: rules.map(({ id, rule }): StoredRule => ({ id, rule: AlertRuleInput.parse(JSON.parse(rule)) })),
    channels: channels.map(
      ({ created_at: _at, kind, ...rest }): StoredChannel => ({
        ...rest,
        kind: AlertChannelKind.parse(kind),
      }),
    ),
    silences: silences.map(({ silence }) => Silence.parse(JSON.parse(silence))),
    incidents: incidents.map(({ rule_id: id, incident }): [string, Incident] => [
      id,
      StoredIncident.parse(JSON.parse(incident)),
    ]),
  };
}

/** Keeps a rule's incident, or that it has none, together with the notes that follow from it: all or nothing. */
export async function saveIncident(
  db: Db,
  ruleId: string,
  incident: Incident | null,
  deliveries: readonly StoredDelivery[],
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (incident === null) await trx.deleteFrom('alert_incident').where('rule_id', '=', ruleId).execute();
    else {
      const text = JSON.stringify(incident);
      await trx
        .insertInto('alert_incident')
        .values({ rule_id: ruleId, incident: text })
        .onConflict((conflict) => conflict.column('rule_id').doUpdateSet({ incident: text }))
        .execute();
    }
    for (const one of deliveries) await trx.insertInto('alert_delivery').values(toRow(one)).execute();
  });
}

/** Writes a note's fate, or a note that is new. */
export async function saveDelivery(db: Db, delivery: StoredDelivery): Promise<void> {
  const { status, attempts, next_at, error } = delivery;
  await db
    .insertInto('alert_delivery')
    .values(toRow(delivery))
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ status, attempts, next_at, error }))
    .execute();
}

/** The newest notes, newest first. */
export async function readDeliveries(db: Db, limit: number): Promise<StoredDelivery[]> {
  const rows = await db.selectFrom('alert_delivery').selectAll().orderBy('at', 'desc').limit(limit).execute();
  return rows.map(fromRow);
}

/** The notes that are not delivered and not given up, oldest first. */
export async function readPending(db: Db): Promise<StoredDelivery[]> {
  const rows = await db
    .selectFrom('alert_delivery')
    .selectAll()
    .where('status', '=', 'pending')
    .orderBy('at')
    .limit(1000)
    .execute();
  return rows.map(fromRow);
}

function toRow({ message, ...rest }: StoredDelivery): Selectable<Schema['alert_delivery']> {
  return { ...rest, message: JSON.stringify(message) };
}

function fromRow({ message, ...rest }: Selectable<Schema['alert_delivery']>): StoredDelivery {
  return { ...rest, message: JSON.parse(message) as Message };
}
