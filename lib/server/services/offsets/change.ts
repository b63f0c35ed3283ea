import 'server-only';
import type { ActionRecord } from '@/lib/api/actions';
import type { OffsetsView } from '@/lib/api/connectors';
import { OffsetsEdit } from '@/lib/api/offsets';
import { ConflictError, ValidationError } from '@/lib/base/errors';
import { findOffset, isSameOffset } from '@/lib/connect/offsets';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import { authorize } from '../../auth/authorize';
import { mayHaveBeenApplied } from '../../connect-client/errors';
import { parseExactly } from '../../connect-client/exact-json';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import { intend, sendIntended, type WriteRequest } from '../actions/run';
import type { ConnectorRef } from '../connectors/schemas';
import { readOffsets } from './get';
import { forgetOffsets, keepOffsets } from './snapshots';

type Offsets = OffsetsView['offsets'];
type EditInput = ConnectorRef & { readonly edit: OffsetsEdit };

/**
 * Changes or resets the offsets of single partitions and returns the action record once the worker accepted.
 *
 * Guarantees: all offsets are kept as a snapshot before; every number goes to the worker with the digits typed.
 * Errors: ValidationError on a worker before 3.6; ConflictError when other offsets are committed than the user
 * saw; ConnectRestError with the worker's words, such as that the connector must be STOPPED; StorageError.
 */
export async function alterOffsets(context: VerbContext, input: EditInput): Promise<ActionRecord> {
  const { changes, restores } = OffsetsEdit.parse(input.edit);
  const { watch, before } = await begin(context, input);
  for (const change of changes) {
    const committed = findOffset(before, change.partition)?.offset ?? null;
    if (!isSameOffset(committed, change.before)) {
      throw new ConflictError(
        `The offset of ${change.partition} was changed since you looked at it. Look at it again.`,
      );
    }
  }
  const body = {
    offsets: changes.map(({ partition, after }) => ({
      partition: parseExactly(partition),
      offset: after === null ? null : parseExactly(after),
    })),
  };
  const { connector } = input;
  return keepAndSend(context, input, before, {
    action: 'alter-offsets',
    connector,
    detail: { changes, ...(restores === undefined ? {} : { restores }) },
    send: async () => {
      const answer = await watch.client.ask('alterOffsets', { params: { connector }, body });
      const check = async () => {
        const now = await readOffsets(watch, connector);
        const other = changes.filter(
          (one) => !isSameOffset(findOffset(now, one.partition)?.offset ?? null, one.after),
        );
        return toFound(answer.body.message, changes.length, other.length);
      };
      return { status: answer.status, check };
    },
    readBack: () => describeOffsets(watch, connector),
  });
}

/** Resets all offsets: the connector begins anew. Guarantees and errors: as `alterOffsets`. */
export async function resetOffsets(context: VerbContext, ref: ConnectorRef): Promise<ActionRecord> {
  const { watch, before } = await begin(context, ref);
  const { connector } = ref;
  return keepAndSend(context, ref, before, {
    action: 'reset-offsets',
    connector,
    detail: { partitions: before.length },
    send: async () => {
      const answer = await watch.client.ask('resetOffsets', { params: { connector } });
      const check = async () => {
        const left = (await readOffsets(watch, connector)).length;
        return toFound(answer.body.message, before.length, left);
      };
      return { status: answer.status, check };
    },
    readBack: () => describeOffsets(watch, connector),
  });
}

async function begin(
  context: VerbContext,
  ref: ConnectorRef,
): Promise<{ watch: ClusterWatch; before: Offsets }> {
  authorize(context.actor, 'connectors/write', ref);
  const watch = context.console.fleet.watch(ref.clusterId);
  if (!hasFeature(parseVersion(watch.root?.version), 'writeOffsets')) {
    throw new ValidationError('Workers before 3.6 cannot change offsets.');
  }
  return { watch, before: await readOffsets(watch, ref.connector) };
}

async function keepAndSend(
  context: VerbContext,
  ref: ConnectorRef,
  before: Offsets,
  request: WriteRequest & { readonly action: 'alter-offsets' | 'reset-offsets' },
): Promise<ActionRecord> {
  const watch = context.console.fleet.watch(ref.clusterId);
  const snapshot = await keepOffsets(context, ref, request.action, before);
  const intent = await intend(context, watch, request);
  try {
    return (await sendIntended(intent)).record;
  } catch (error) {
    if (!mayHaveBeenApplied(error)) await forgetOffsets(context, snapshot);
    throw error;
  }
}

/** The worker's words matter: a connector may keep offsets elsewhere, too. */
function toFound(message: string | null | undefined, asked: number, other: number) {
  const partitions = `${asked} ${asked === 1 ? 'partition' : 'partitions'}`;
  const found =
    other === 0 ? `${partitions} read back as asked` : `${other} of ${partitions} read back otherwise`;
  return { done: other === 0, summary: message ? `${found}. The worker: ${message}` : found };
}

async function describeOffsets(watch: ClusterWatch, connector: string): Promise<string> {
  const now = await readOffsets(watch, connector);
  const shown = now.slice(0, 3).map(({ partition, offset }) => `${partition} at ${offset}`);
  if (shown.length === 0) return 'no offset is committed';
  return `${shown.join(', ')}${now.length > 3 ? ` and ${now.length - 3} more` : ''}`;
}
