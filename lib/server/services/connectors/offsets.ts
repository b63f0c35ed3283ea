import 'server-only';
import { z } from 'zod';
import type { OffsetsView } from '@/lib/api/connectors';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import { authorize } from '../../auth/authorize';
import { ConnectProtocolError } from '../../connect-client/errors';
import { parseExactly } from '../../connect-client/exact-json';
import type { VerbContext } from '../../console';
import type { ConnectorRef } from './schemas';

const Offsets = z.looseObject({
  offsets: z.array(z.looseObject({ partition: z.unknown(), offset: z.unknown() })),
});

/**
 * Reads a connector's offsets as JSON text, so that 64-bit numbers stay exact.
 *
 * Shape: `supported` false for workers before 3.5. Errors: ConnectRestError with the worker's words.
 */
export async function getOffsets(context: VerbContext, ref: ConnectorRef): Promise<OffsetsView> {
  authorize(context.actor, 'connectors/read', ref);
  const watch = context.console.fleet.watch(ref.clusterId);
  if (!hasFeature(parseVersion(watch.root?.version), 'readOffsets')) return { supported: false, offsets: [] };
  const answer = await watch.client.raw('getOffsets', { params: { connector: ref.connector } });
  const parsed = Offsets.safeParse(parseExactly(answer.body.toString('utf8')));
  if (!parsed.success) throw new ConnectProtocolError('The offsets are not in the shape Connect documents.');
  return {
    supported: true,
    offsets: parsed.data.offsets.map(({ partition, offset }) => ({
      partition: JSON.stringify(partition ?? null),
      offset: JSON.stringify(offset ?? null),
    })),
  };
}
