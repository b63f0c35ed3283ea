import 'server-only';
import type { z } from 'zod';
import type { NewConnector } from '@/lib/api/connectors';
import { ValidationError } from '@/lib/base/errors';
import { riskyDifferences } from '@/lib/connect/config/clone';
import type { ClusterId } from '@/lib/connect/names';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { mergeDraft } from './merge-draft';

/** A connector to be made, checked, and where. */
interface NewConfigInput {
  readonly clusterId: ClusterId;
  readonly connector: z.output<typeof NewConnector>;
}

/**
 * Makes the config of a new connector; a copy takes the secrets it keeps from its source, on the server.
 *
 * A copy must not become the way to a secret: its options could be changed to send the password to another host.
 * So who copies needs the right to write the **source** (who has it could point the source itself elsewhere, so a
 * copy gives nobody more), and secrets that go to another cluster, or into a config that differs in anything but
 * names, topics and counts, are taken along only when that was confirmed. Either way the audit says which.
 *
 * Shape: `detail` is for the audit, names only. Errors: ValidationError, ConflictError, those of reading the source.
 */
export async function newConfig(
  context: VerbContext,
  { clusterId, connector }: NewConfigInput,
): Promise<{ config: ConnectorConfig; detail: Record<string, unknown> }> {
  const { draft, copyOf, secretsConfirmed } = connector;
  if (!copyOf) {
    if (draft.keep.length > 0) throw new ValidationError('A new connector has no stored values to keep.');
    return { config: mergeDraft(draft, {}), detail: {} };
  }
  authorize(context.actor, draft.keep.length > 0 ? 'connectors/write' : 'connectors/read', copyOf);
  const source = context.console.fleet.watch(copyOf.clusterId);
  const stored = (await source.client.call('getConnector', { params: { connector: copyOf.connector } }))
    .config;
  const config = mergeDraft(draft, stored);
  const differences = riskyDifferences(stored, config, draft.keep);
  const isRisky = differences.length > 0 || copyOf.clusterId !== clusterId;
  if (draft.keep.length > 0 && isRisky && !secretsConfirmed) {
    const why = differences.length > 0 ? `with another ${differences.join(', ')}` : 'on another cluster';
    throw new ValidationError(
      `${draft.keep.join(', ')} of ${copyOf.connector} would be used ${why}: confirm that, or type new values.`,
      { secretsConfirmed: ['Confirm that the secrets may be taken along.'] },
    );
  }
  return { config, detail: { copyOf, secrets: draft.keep, differences } };
}
