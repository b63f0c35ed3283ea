import type { ConnectorRow } from '@/lib/api/connectors';

const HEAD = [
  'cluster',
  'name',
  'type',
  'plugin',
  'health',
  'connector state',
  'tasks running',
  'tasks',
  'tasks failed',
  'cause',
  'since',
  'worker',
];

/** A cell that no spreadsheet takes for a formula, and that holds commas, quotes and line breaks. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The rows as CSV with a head, one connector a line, times in ISO 8601. */
export function connectorsToCsv(rows: readonly ConnectorRow[]): string {
  const lines = rows.map((row) => {
    const count = (state: string) => row.tasks.filter((task) => task.state === state).length;
    return [
      ...[row.clusterId, row.name, row.type, row.pluginClass ?? '', row.health, row.state ?? ''],
      ...[count('RUNNING'), row.tasks.length, count('FAILED'), row.cause ?? ''],
      ...[new Date(row.since).toISOString(), row.workerId ?? ''],
    ];
  });
  return `${[HEAD, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}
