import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { EventHub } from './event-hub';

const seqOf = (message: Buffer) => JSON.parse(message.toString().slice(6)).seq as number;
const change = { type: 'cluster-removed', clusterId: 'prod' } as const;

describe('C22 many listeners', () => {
  test('get every event in order, the same bytes, while others get their turn in between', async () => {
    const hub = new EventHub('epoch', () => 1);
    const got = Array.from({ length: 500 }, () => [] as Buffer[]);
    for (const messages of got) hub.subscribe((message) => messages.push(message));
    for (let i = 0; i < 3; i += 1) hub.publish(change);
    // After one turn of the event loop only some have the first event.
    await turn();
    const served = got.filter((messages) => messages.length > 1).length;
    expect(served).toBeGreaterThan(0);
    expect(served).toBeLessThan(500);
    await vi.waitFor(() => expect(got.every((messages) => messages.length === 4)).toBe(true));
    expect(got.every((messages) => messages.map(seqOf).join() === '0,1,2,3')).toBe(true);
    expect(got.every((messages) => messages[1] === got[0]?.[1])).toBe(true);
  });

  test('one that came while an event waited does not get it twice, and one that left gets nothing', async () => {
    const hub = new EventHub('epoch', () => 1);
    for (let i = 0; i < 200; i += 1) hub.subscribe(() => undefined);
    const left: Buffer[] = [];
    const leave = hub.subscribe((message) => left.push(message));
    hub.publish(change);
    const late: Buffer[] = [];
    hub.subscribe((message) => late.push(message));
    leave();
    hub.publish(change);
    await vi.waitFor(() => expect(late).toHaveLength(2));
    expect(late.map(seqOf)).toEqual([1, 2]);
    expect(left).toHaveLength(1);
  });
});
