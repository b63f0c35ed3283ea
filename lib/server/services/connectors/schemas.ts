import 'server-only';
import { z } from 'zod';
import { ClusterId } from '@/lib/connect/names';

/** Which connector of which cluster. */
export const ConnectorRef = z.object({ clusterId: ClusterId, connector: z.string().min(1) });
export type ConnectorRef = z.infer<typeof ConnectorRef>;
