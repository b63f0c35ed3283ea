import type { Health } from './state.ts';
import { hasFeature, type KafkaVersion } from './versions.ts';

/** Everything that can be done to a connector, in the order menus show it; destructive ones last. */
export const CONNECTOR_ACTIONS = [
  'restart-failed-tasks',
  'restart-connector',
  'restart-all',
  'pause',
  'resume',
  'stop',
  'edit-config',
  'reset-topics',
  'delete',
] as const;
export type ConnectorAction = (typeof CONNECTOR_ACTIONS)[number];

/** What an action is decided on. `connectorState` undefined: no status yet. */
export interface ActionContext {
  readonly connectorState: string | undefined;
  readonly health: Health;
  readonly failedTasks: number;
  readonly version: KafkaVersion | undefined;
}

/** One action: allowed, or the reason why not, in words for people. */
export interface ActionOffer {
  readonly action: ConnectorAction;
  readonly allowed: boolean;
  readonly why?: string;
}

type Rule = (context: ActionContext) => string | undefined;

const settling: Rule = (c) =>
  c.connectorState === 'UNASSIGNED' || c.connectorState === 'RESTARTING'
    ? `Wait until it has left ${c.connectorState}.`
    : undefined;
const noStatus: Rule = (c) =>
  c.connectorState === undefined ? 'The worker has not reported a status yet.' : undefined;
const first =
  (...rules: Rule[]): Rule =>
  (context) => {
    for (const rule of rules) {
      const why = rule(context);
      if (why) return why;
    }
    return undefined;
  };

const RULES: Record<ConnectorAction, Rule> = {
  'restart-failed-tasks': first(noStatus, (c) =>
    c.failedTasks === 0 && c.connectorState !== 'FAILED' ? 'Nothing has failed.' : undefined,
  ),
  'restart-connector': noStatus,
  'restart-all': first(noStatus, (c) =>
    c.connectorState === 'STOPPED' ? 'A stopped connector has no tasks.' : undefined,
  ),
  pause: first(noStatus, settling, (c) => {
    if (c.connectorState === 'PAUSED') return 'It is paused already.';
    if (c.connectorState === 'STOPPED') return 'It is stopped.';
    return c.connectorState === 'FAILED'
      ? 'A failed connector stays FAILED when paused; stop it instead.'
      : undefined;
  }),
  resume: first(noStatus, settling, (c) =>
    c.connectorState === 'PAUSED' || c.connectorState === 'STOPPED'
      ? undefined
      : 'It is neither paused nor stopped.',
  ),
  stop: first(noStatus, settling, (c) => {
    if (c.connectorState === 'STOPPED') return 'It is stopped already.';
    return hasFeature(c.version, 'stop')
      ? undefined
      : 'Workers before 3.5 cannot stop a connector; pause it.';
  }),
  'edit-config': () => undefined,
  'reset-topics': () => undefined,
  delete: () => undefined,
};

/**
 * Returns every action with whether it is offered in this state and version, and why not.
 *
 * Source: KIP-745, KIP-875; Connect answers 202 to pause and resume of a FAILED connector and leaves it FAILED.
 */
export function offerActions(context: ActionContext): ActionOffer[] {
  return CONNECTOR_ACTIONS.map((action) => {
    const why = RULES[action](context);
    return why === undefined ? { action, allowed: true } : { action, allowed: false, why };
  });
}
