import 'server-only';
import type { AlertRuleInput } from '@/lib/api/alerts';
import { keyOfSubject, type Subject } from './subjects';

/** A rule that fires. Units: ms since the epoch. `told`: key of each subject that was told → when it last matched. */
export interface Incident {
  readonly openedAt: number;
  readonly lastNoteAt: number;
  readonly clearSince: number | null;
  readonly told: Readonly<Record<string, number>>;
}

/** What is sent when a rule changes its mind. */
export interface Note {
  readonly kind: 'firing' | 'more' | 'recovered';
  readonly subjects: readonly Subject[];
}

/** What a rule sees now. `unknown`: clusters that do not answer, whose rows say nothing new. */
export interface Sight {
  readonly matched: readonly Subject[];
  readonly silenced: readonly Subject[];
  readonly unknown: ReadonlySet<string>;
}

/** Quiet for so long before a rule counts as recovered, so that flapping is one note and not a storm. Units: ms. */
export const HOLD_MS = 120_000;
/** New subjects of a firing rule are gathered for so long. Units: ms. */
export const MORE_EVERY_MS = 300_000;

/**
 * Takes a rule one look further. Pure.
 *
 * | incident | the rule sees | then |
 * | --- | --- | --- |
 * | none | enough subjects | opens, one note about all of them |
 * | open | subjects nobody was told of | one note about these, at most every 5 min |
 * | open | only silenced ones, or clusters that do not answer | stays open, silently |
 * | open | not enough for 2 min | closes, one note |
 */
export function step(
  rule: AlertRuleInput,
  incident: Incident | null,
  sight: Sight,
  now: number,
): { incident: Incident | null; note: Note | null } {
  const { matched } = sight;
  const isEnough = matched.length >= rule.count;
  if (!incident) {
    if (!isEnough) return { incident: null, note: null };
    const told = tell({}, matched, now);
    const opened = { openedAt: now, lastNoteAt: now, clearSince: null, told };
    return { incident: opened, note: { kind: 'firing', subjects: matched } };
  }
  const told = remember(incident, sight, now);
  if (isEnough) return stillFiring(incident, matched, told, now);
  const isHidden = sight.silenced.length > 0 || Object.keys(told).some((key) => isUnknown(key, sight));
  if (isHidden) return { incident: { ...incident, told, clearSince: null }, note: null };
  const clearSince = incident.clearSince ?? now;
  if (now - clearSince < HOLD_MS) return { incident: { ...incident, told, clearSince }, note: null };
  return { incident: null, note: { kind: 'recovered', subjects: matched } };
}

function stillFiring(
  incident: Incident,
  matched: readonly Subject[],
  told: Record<string, number>,
  now: number,
): { incident: Incident; note: Note | null } {
  const fresh = matched.filter((subject) => told[keyOfSubject(subject)] === undefined);
  if (fresh.length === 0 || now - incident.lastNoteAt < MORE_EVERY_MS) {
    return { incident: { ...incident, told, clearSince: null }, note: null };
  }
  const next = { ...incident, told: tell(told, fresh, now), clearSince: null, lastNoteAt: now };
  return { incident: next, note: { kind: 'more', subjects: fresh } };
}

/** Whom the incident still stands for: a subject that was quiet for the hold may be told of anew. */
function remember(
  incident: Incident,
  { matched, silenced, unknown }: Sight,
  now: number,
): Record<string, number> {
  const present = new Set([...matched, ...silenced].map(keyOfSubject));
  const told: Record<string, number> = {};
  for (const [key, at] of Object.entries(incident.told)) {
    const isPresent = present.has(key) || isUnknown(key, { unknown });
    if (isPresent) told[key] = now;
    else if (now - at < HOLD_MS) told[key] = at;
  }
  return told;
}

function tell(
  told: Readonly<Record<string, number>>,
  subjects: readonly Subject[],
  now: number,
): Record<string, number> {
  return { ...told, ...Object.fromEntries(subjects.map((subject) => [keyOfSubject(subject), now])) };
}

function isUnknown(key: string, { unknown }: Pick<Sight, 'unknown'>): boolean {
  const [cluster, connector] = JSON.parse(key) as [string, string | null];
  return connector !== null && unknown.has(cluster);
}
