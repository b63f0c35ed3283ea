import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { aCluster, aConnector, aFleet, aTask } from '../testing/builders.ts';
import { applyEvent, fleetQuery, reduceFleet } from './fleet';

function clientWith(fleet = aFleet([aConnector(), aConnector({ name: 'other' })])) {
  const client = new QueryClient();
  client.setQueryData(fleetQuery.queryKey, fleet);
  return client;
}

describe('events on the snapshot', () => {
  it('replaces changed rows, drops removed ones and leaves the others as they are', () => {
    const before = aFleet([aConnector(), aConnector({ name: 'other' })]);
    const changed = aConnector({ tasks: [aTask({ state: 'FAILED' })] });
    const event = { seq: 2, at: 1, clusterId: 'local', upserted: [changed], removed: ['gone'] };
    const after = reduceFleet(before, { type: 'connectors', ...event });
    expect(after.seq).toBe(2);
    expect(after.connectors.find((row) => row.name === 'orders')?.health).toBe('FAILED');
    expect(after.connectors.find((row) => row.name === 'other')).toBe(before.connectors[1]);
  });

  it('asks for a new snapshot after a hole and after a restart of the console', () => {
    const client = clientWith();
    expect(applyEvent(client, { type: 'cluster', seq: 3, at: 1, cluster: aCluster() })).toBe(false);
    expect(applyEvent(client, { type: 'hello', epoch: 'another', seq: 1, at: 1 })).toBe(false);
    expect(applyEvent(client, { type: 'hello', epoch: 'epoch', seq: 1, at: 1 })).toBe(true);
  });

  it('ignores what the snapshot already holds', () => {
    const client = clientWith();
    expect(applyEvent(client, { type: 'cluster-removed', seq: 1, at: 1, clusterId: 'local' })).toBe(true);
    expect(client.getQueryData(fleetQuery.queryKey)?.connectors).toHaveLength(2);
  });

  it('takes a removed cluster with all its rows', () => {
    const client = clientWith();
    applyEvent(client, { type: 'cluster-removed', seq: 2, at: 1, clusterId: 'local' });
    expect(client.getQueryData(fleetQuery.queryKey)).toMatchObject({ clusters: [], connectors: [] });
  });
});
