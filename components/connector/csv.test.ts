import { describe, expect, it } from 'vitest';
import { aConnector, aTask } from '@/lib/testing/builders';
import { connectorsToCsv } from './csv';

describe('connectorsToCsv', () => {
  it('writes one line a connector and counts RUNNING tasks', () => {
    const csv = connectorsToCsv([aConnector({ tasks: [aTask(), aTask({ id: 1, state: 'FAILED' })] })]);
    expect(csv.split('\r\n')[1]).toBe(
      'local,orders,source,org.apache.kafka.connect.file.FileStreamSourceConnector,DEGRADED,RUNNING,1,2,1,,2026-01-15T14:00:00.000Z,127.0.0.1:8083',
    );
  });

  it('disarms formulas and keeps commas, quotes and line breaks inside their cell', () => {
    const csv = connectorsToCsv([aConnector({ name: '=HYPERLINK("x")', cause: 'a, "b"\nc' })]);
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    expect(csv).toContain('"a, ""b""\nc"');
  });
});
