import type { ActionKind } from '@/lib/api/actions';
import type { ConnectorRow, FleetSnapshot } from '@/lib/api/connectors';
import { actionWord } from '@/lib/client/action-words';
import { offersFor } from '@/lib/client/connector-actions';
import { pages } from '@/lib/client/routes';

/** Something the palette can do: go somewhere, or ask one thing of one connector. */
export interface PaletteEntry {
  readonly id: string;
  readonly group: 'Pages' | 'Actions' | 'Connectors' | 'Topics';
  readonly label: string;
  /** A name of a connector or topic, in mono after the label. */
  readonly name?: string;
  readonly aside?: string;
  readonly href: string;
  readonly ask?: { readonly action: ActionKind; readonly row: ConnectorRow };
}

type Clusters = ReadonlyMap<string, FleetSnapshot['clusters'][number]>;

const PAGES: readonly (readonly [string, string])[] = [
  ['Home', pages.home()],
  ['Connectors', pages.connectors()],
  ['Tasks', pages.tasks()],
  ['Workers', pages.workers()],
  ['Plugins', pages.plugins()],
  ['Clusters', pages.clusters()],
  ['History', pages.history()],
  ['Alerts', pages.alerts()],
  ['Settings', pages.settings()],
];
const MAX_CONNECTORS = 40;
const MAX_ACTED_ON = 6;
const MAX_TOPICS = 20;

/**
 * What fits a text, however large the fleet: each word must stand in the entry. Without a text pages, restarts of
 * what failed, and the first connectors; with one the connectors by that name stand before what can be done to them,
 * for a jump is asked for most. Deleting is left to places that ask for the name.
 */
export function paletteEntries(fleet: FleetSnapshot | undefined, text: string): PaletteEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (entry: PaletteEntry) => {
    const hay = `${entry.label} ${entry.name ?? ''} ${entry.aside ?? ''}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  };
  const rows = fleet?.connectors ?? [];
  const named = words.length === 0 ? rows : rows.filter((row) => words.some((word) => isIn(row.name, word)));
  const clusters = new Map(fleet?.clusters.map((cluster) => [cluster.id as string, cluster]));
  const connectors = firstFittingConnectors(named, clusters, fits);
  const topics = words.length === 0 ? [] : topicsOf(rows).filter(fits).slice(0, MAX_TOPICS);
  const found = { Pages: PAGES.map(toPage).filter(fits), Actions: actionsFor(clusters, named, words, fits) };
  const order = words.length === 0 ? [found.Actions, connectors] : [connectors, found.Actions];
  return [...found.Pages, ...order.flat(), ...topics];
}

function actionsFor(
  clusters: Clusters,
  named: readonly ConnectorRow[],
  words: readonly string[],
  fits: (entry: PaletteEntry) => boolean,
): PaletteEntry[] {
  const isBroken = (row: ConnectorRow) => row.health === 'FAILED' || row.health === 'DEGRADED';
  const acted = words.length === 0 ? named.filter(isBroken) : named;
  return acted.slice(0, words.length === 0 ? MAX_ACTED_ON : MAX_CONNECTORS).flatMap((row) =>
    offersFor(row, clusters.get(row.clusterId)?.version)
      .filter(({ allowed, action }) => allowed && action !== 'delete' && action !== 'reset-topics')
      .filter(({ action }) => words.length > 0 || action === 'restart-failed-tasks')
      .map(({ action }): PaletteEntry => {
        const entry = {
          group: 'Actions' as const,
          label: actionWord(action),
          name: row.name,
          aside: nameIn(clusters, row),
        };
        const id = `${action} ${row.clusterId}/${row.name}`;
        if (action === 'edit-config')
          return { ...entry, id, href: pages.editConfig(row.clusterId, row.name) };
        return {
          ...entry,
          id,
          href: pages.connector(row.clusterId, row.name),
          ask: { action: action as ActionKind, row },
        };
      })
      .filter(fits),
  );
}

function toPage([label, href]: readonly [string, string]): PaletteEntry {
  return { id: href, group: 'Pages', label, href };
}

function toConnector(row: ConnectorRow, clusters: Clusters): PaletteEntry {
  const href = pages.connector(row.clusterId, row.name);
  return { id: href, group: 'Connectors', label: '', name: row.name, aside: nameIn(clusters, row), href };
}

function nameIn(clusters: Clusters, row: ConnectorRow): string {
  return clusters.get(row.clusterId)?.name ?? row.clusterId;
}

function topicsOf(rows: readonly ConnectorRow[]): PaletteEntry[] {
  const counts = new Map<string, number>();
  for (const topic of rows.flatMap((row) => row.topics)) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return [...counts].map(([topic, count]) => ({
    id: `topic ${topic}`,
    group: 'Topics',
    label: '',
    name: topic,
    aside: `${count} connector${count === 1 ? '' : 's'}`,
    href: pages.connectors({ text: `topic:${topic}` }),
  }));
}

/** Looks no further than it must: a fleet has ten thousand connectors. */
function firstFittingConnectors(
  rows: readonly ConnectorRow[],
  clusters: Clusters,
  fits: (entry: PaletteEntry) => boolean,
): PaletteEntry[] {
  const found: PaletteEntry[] = [];
  for (const row of rows) {
    if (found.length === MAX_CONNECTORS) break;
    const entry = toConnector(row, clusters);
    if (fits(entry)) found.push(entry);
  }
  return found;
}

function isIn(name: string, word: string): boolean {
  return name.toLowerCase().includes(word);
}
