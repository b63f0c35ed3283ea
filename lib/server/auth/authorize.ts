import 'server-only';
import { ForbiddenError } from '@/lib/base/errors';

/** Who asks. */
export interface Actor {
  readonly id: string;
  readonly kind: 'local' | 'system';
}

/** The one person at this machine, until there are users. */
export const LOCAL_ACTOR: Actor = { id: 'local', kind: 'local' };
/** The console itself, for the demo's connectors. */
export const SYSTEM_ACTOR: Actor = { id: 'sluice', kind: 'system' };
/** The console when it restarts what failed by itself. */
export const AUTO_RESTART_ACTOR: Actor = { id: 'auto-restart', kind: 'system' };

/** Everything that can be asked for, by noun and verb. */
export type Permission =
  | 'clusters/read'
  | 'clusters/write'
  | 'loggers/read'
  | 'loggers/write'
  | 'connectors/read'
  | 'connectors/write'
  | 'connectors/operate'
  | 'plugins/read'
  | 'plugins/validate'
  | 'alerts/read'
  | 'alerts/write'
  | 'demo/read'
  | 'demo/write';

/** What it is asked for; absent parts mean "all of them". */
export interface Resource {
  readonly clusterId?: string;
  readonly connector?: string;
}

const GRANTS: Readonly<Record<Actor['kind'], 'everything' | ReadonlySet<Permission>>> = {
  local: 'everything',
  system: 'everything',
};

/**
 * Lets an actor do something, or throws. Every verb asks this first; nothing else decides.
 *
 * Errors: ForbiddenError. For now the local actor and the console itself may do everything.
 */
export function authorize(actor: Actor, permission: Permission, resource: Resource = {}): void {
  const grant = GRANTS[actor.kind];
  if (grant === 'everything' || grant.has(permission)) return;
  throw new ForbiddenError(`${actor.id} may not do this.`, { permission, ...resource });
}
