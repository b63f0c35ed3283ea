import { expect, test } from 'vitest';
import { aConnector, aFleet, aTask } from '@/lib/testing/builders';
import { paletteEntries } from './palette-entries';

const many = Array.from({ length: 3000 }, (_, n) =>
  aConnector({ name: `connector-${n}`, topics: [`topic-${n}`] }),
);
const failed = aConnector({ name: 'invoices', tasks: [aTask({ state: 'FAILED' })] });
const fleet = aFleet([...many, failed]);
const shown = (text: string) =>
  paletteEntries(fleet, text).map(({ group, label, name }) => [group, label, name].filter(Boolean).join(' '));

test('the last of 3,000 connectors is found, with what can be done to it', () => {
  expect(shown('invoices')).toEqual([
    'Connectors invoices',
    'Actions Restart failed tasks invoices',
    'Actions Restart connector invoices',
    'Actions Restart connector and all tasks invoices',
    'Actions Pause invoices',
    'Actions Stop invoices',
    'Actions Edit config invoices',
  ]);
});

test('verb and name together find the action, a topic its connectors', () => {
  expect(shown('pause connector-2999')).toEqual(['Actions Pause connector-2999']);
  expect(shown('topic-2998')).toEqual(['Topics topic-2998']);
});

test('without a text it offers pages and restarts of what failed, and never to delete', () => {
  expect(shown('').slice(0, 10)).toEqual([
    ...['Home', 'Connectors', 'Tasks', 'Workers', 'Plugins', 'Clusters', 'History', 'Alerts', 'Settings'].map(
      (p) => `Pages ${p}`,
    ),
    'Actions Restart failed tasks invoices',
  ]);
  expect(shown('delete invoices')).toEqual([]);
});
