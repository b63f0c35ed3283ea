/** How large the fake fleet is and how it changes. Units: ms; `share` of connectors that change per tick. */
export interface FleetShape {
  readonly connectors: number;
  readonly tasks: number;
  readonly share: number;
  readonly tickMs: number;
}

/** What the fleet is told. `stats` is answered with counts since the last time it was asked. */
export type FleetCommand = { do: 'share'; share: number } | { do: 'stats' };

/** What the fleet says. `calls`: requests by path. */
export type FleetMessage =
  | { type: 'ready'; url: string }
  | { type: 'stats'; calls: Record<string, number>; ticks: number };

/** Marks a cause line with the moment of its change, so that a listener can tell how long it took. */
export const CHANGE_MARK = 'changed at ';

/** What the listeners are asked: to report and begin anew, or how many of them are connected. */
export type ClientsCommand = { do: 'report' } | { do: 'count' };

/** Units: ms. `fromChange`: worker's change to a client's last byte. `fromPublish`: console's stamp to it. */
export type ClientsMessage =
  | { type: 'ready' }
  | { type: 'count'; connected: number }
  | { type: 'report'; fromChange: number[]; fromPublish: number[]; messages: number; cut: number };
