import 'server-only';
import { join } from 'node:path';
import type { DemoFault } from '@/lib/api/demo';

/** The sink whose folder goes away. */
export const FOLDER_CONNECTOR = 'orders-to-file';

/** Where that sink writes, healthy and broken: the second folder does not exist, so its task fails at its start. */
export function demoFile(folder: string, broken: boolean): string {
  return broken ? join(folder, 'missing', 'orders-copy.txt') : join(folder, 'orders-copy.txt');
}

/** What a fault changes in the configs of its connectors. */
export interface FaultScript {
  readonly connectors: readonly string[];
  readonly broken: Readonly<Record<string, string>>;
  readonly whole: Readonly<Record<string, string>>;
}

/** The database that three connectors write to: one cause, so Home shows it as one. */
export const DEMO_DATABASE: FaultScript = {
  connectors: ['erp-orders', 'erp-payments', 'erp-sensors'],
  broken: {
    mock_mode: 'task-failure',
    delay_ms: '1000',
    error_message:
      'Connection to db-7.example.com:5432 refused. Check that the host name and port are correct.',
  },
  whole: {
    mock_mode: 'none',
    delay_ms: '1000',
    error_message:
      'Connection to db-7.example.com:5432 refused. Check that the host name and port are correct.',
  },
};

/** What each fault does, in the demo's folder. */
export function faultScripts(folder: string): Readonly<Record<DemoFault, FaultScript>> {
  return {
    folder: {
      connectors: [FOLDER_CONNECTOR],
      broken: { file: demoFile(folder, true) },
      whole: { file: demoFile(folder, false) },
    },
    database: DEMO_DATABASE,
  };
}
