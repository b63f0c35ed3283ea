import { afterEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '@/lib/base/clock';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { ConnectClient } from '../connect-client/client';
import { isRefusedAddress, parseWorkerUrl } from '../connect-client/worker-url';
import { readServerConfig } from './config';

afterEach(() => vi.unstubAllEnvs());
const refuse = (text: string) => vi.stubEnv('SLUICE_REFUSED_ADDRESSES', text);

describe('S5: SLUICE_REFUSED_ADDRESSES', () => {
  test('refuses its ranges beside those that are always refused', () => {
    refuse('10.0.0.0/8, 192.168.1.7,fd00::/8');
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.168.1.7', 'fd12::1', '169.254.169.254']) {
      expect(isRefusedAddress(address), address).toBe(true);
    }
    for (const address of ['11.0.0.1', '192.168.1.8', 'fe00::1', '127.0.0.1']) {
      expect(isRefusedAddress(address), address).toBe(false);
    }
    expect(() => parseWorkerUrl('http://10.0.0.5:8083')).toThrow(/10\.0\.0\.5 is a link-local or reserved/);
  });

  test('holds for names as well, and for what was registered before', async () => {
    await using worker = await FakeWorker.start();
    using client = new ConnectClient([`http://localhost:${worker.port}`], systemClock);
    await expect(client.call('root')).resolves.toMatchObject({ version: worker.version });
    refuse('127.0.0.0/8,::1');
    using again = new ConnectClient([`http://localhost:${worker.port}`], systemClock);
    await expect(again.call('root')).rejects.toMatchObject({ kind: 'forbidden-address' });
    expect(worker.requests).toHaveLength(1);
  });

  test.each(['10.0.0.0/33', '10.0.0/8', 'x', '10.0.0.0/', '10.0.0.0/8/9', 'fd00::/129', '10.0.0.0/-1'])(
    '%j is an error that names the variable, at the start',
    (text) => {
      refuse(text);
      expect(() => readServerConfig({ SLUICE_REFUSED_ADDRESSES: text }, '/x')).toThrow(
        /^SLUICE_REFUSED_ADDRESSES: ".*" is not an address or a range/,
      );
    },
  );
});
