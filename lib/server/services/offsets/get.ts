import 'server-only';
import { z } from 'zod';
import type { OffsetsView } from '@/lib/api/connectors';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import { authorize } from '../../auth/authorize';
import { ConnectProtocolError } from '../../connect-client/errors';
import { parseExactly } from '../../connect-client/exact-json';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import type { ConnectorRef } from '../connectors/schemas';

const Offsets = z.looseObject({
  offsets: z.array(z.looseObject({ partition: z.unknown(), offset: z.unknown() })),
});

/**
 * Reads a connector's offsets as JSON text, so that 64-bit numbers stay exact.
 *
 * Shape: `supported` false for workers before 3.5, `canWrite` for those before 3.6. Errors: ConnectRestError with
 * the worker's words.
 */
export async function getOffsets(context: VerbContext, ref: ConnectorRef): Promise<OffsetsView> {
  authorize(context.actor, 'connectors/read', ref);
  const watch = context.console.fleet.watch(ref.clusterId);
  const version = parseVersion(watch.root?.version);
  if (!hasFeature(version, 'readOffsets')) return { supported: false, canWrite: false, offsets: [] };
  return {
    supported: true,
    canWrite: hasFeature(version, 'writeOffsets'),
    offsets: await readOffsets(watch, ref.connector),
  };
}

/** Asks the worker for all offsets. Shape: compact JSON texts. Errors: as of `getOffsets`, ConnectProtocolError. */
export async function readOffsets(watch: ClusterWatch, connector: string): Promise<OffsetsView['offsets']> {
  const answer = await watch.client.raw('getOffsets', { params: { connector } });
  const parsed = Offsets.safeParse(parseExactly(answer.body.toString('utf8')));
  if (!parsed.success) throw new ConnectProtocolError('The offsets are not in the shape Connect documents.');
  return parsed.data.offsets.map(({ partition, offset }) => ({
    partition: JSON.stringify(partition ?? null),
    offset: JSON.stringify(offset ?? null),
  }));
}
