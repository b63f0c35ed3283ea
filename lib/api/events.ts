import { z } from 'zod';
import { ActionRecord } from './actions.ts';
import { ClusterSummary } from './clusters.ts';
import { ConnectorRow } from './connectors.ts';
import { StorageState } from './storage.ts';

/**
 * What `GET /api/v1/events` sends, one JSON object per message.
 *
 * `hello` comes first: when its `epoch` or `seq` is not the snapshot's, the browser reads the snapshot anew.
 * Every later message carries the next `seq`; a hole means the same.
 */
export const ConsoleEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), epoch: z.string(), seq: z.number().int(), at: z.number() }),
  z.object({
    type: z.literal('connectors'),
    seq: z.number().int(),
    at: z.number(),
    clusterId: z.string(),
    upserted: z.array(ConnectorRow),
    removed: z.array(z.string()),
  }),
  z.object({ type: z.literal('cluster'), seq: z.number().int(), at: z.number(), cluster: ClusterSummary }),
  z.object({
    type: z.literal('cluster-removed'),
    seq: z.number().int(),
    at: z.number(),
    clusterId: z.string(),
  }),
  z.object({ type: z.literal('storage'), seq: z.number().int(), at: z.number(), storage: StorageState }),
  z.object({ type: z.literal('action'), seq: z.number().int(), at: z.number(), action: ActionRecord }),
]);
export type ConsoleEvent = z.infer<typeof ConsoleEvent>;
