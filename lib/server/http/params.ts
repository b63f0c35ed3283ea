import 'server-only';
import { z } from 'zod';
import { ClusterId } from '@/lib/connect/names';

/** The path segment of a cluster's routes. */
export const ClusterParams = z.object({ clusterId: ClusterId });

/** The path segments of a connector's routes; Next has decoded them once. */
export const ConnectorParams = z
  .object({ clusterId: ClusterId, connectorName: z.string().min(1) })
  .transform(({ clusterId, connectorName }) => ({ clusterId, connector: connectorName }));
