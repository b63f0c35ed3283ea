import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ActionList, ActionRecord } from '@/lib/api/actions';
import { type ConfigVersion, ConfigVersionList } from '@/lib/api/config-versions';
import { ConnectorDetail } from '@/lib/api/connectors';
import { aDetail, anAction } from '@/lib/testing/builders';
import { answer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { ConfigHistory } from './config-history';

const PATH = '/api/v1/clusters/local/connectors/orders';
const shown = (key: string, value: string) => ({ key, value, masked: false });
const secret = (key: string) => ({ key, value: null, masked: true });
const NOW = [shown('name', 'orders'), shown('topic', 'three'), secret('ssl.key.password')];

const version = (number: number, more: Partial<ConfigVersion>): ConfigVersion => ({
  id: number,
  number,
  at: 1_700_000_000_000,
  origin: 'console',
  actor: 'ada',
  rollbackOf: null,
  entries: NOW,
  ...more,
});

function show() {
  answer('get', `${PATH}/config/versions`, ConfigVersionList, () => ({
    versions: [
      version(3, { origin: 'elsewhere', actor: null }),
      version(2, { entries: [shown('name', 'orders'), shown('topic', 'two')] }),
      version(1, {
        origin: 'unknown',
        actor: null,
        entries: [shown('name', 'orders'), shown('topic', 'one'), secret('db.password')],
      }),
    ],
  }));
  answer('get', PATH, ConnectorDetail, () => aDetail({ config: NOW, configHash: 'hash-3' }));
  answer('get', '/api/v1/actions', ActionList, () => ({ actions: [] }));
  renderPage(<ConfigHistory clusterId="local" name="orders" />);
}

const put = () => answer('put', `${PATH}/config`, ActionRecord, () => anAction({ action: 'edit-config' }));

describe('the history of a config', () => {
  it('says who made each version and what it changed', async () => {
    show();
    expect(await screen.findByText(/changed outside the console/)).toBeTruthy();
    expect(screen.getByText(/saved by ada/)).toBeTruthy();
    expect(screen.getByText('ssl.key.password, topic')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Roll back to version 3' })).toBeNull();
  });

  it('compares any two versions', async () => {
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Show changes of version 3' }));
    const box = within(screen.getByRole('region', { name: 'Comparison' }));
    expect(box.getByText('two')).toBeTruthy();
    fireEvent.change(box.getByLabelText('Compare from'), { target: { value: '1' } });
    expect(box.getByText('one')).toBeTruthy();
    expect(box.getByText('db.password')).toBeTruthy();
  });

  it('rolls back after a review, keeping a later secret and naming one that is lost', async () => {
    show();
    const asked = put();
    fireEvent.click(await screen.findByRole('button', { name: 'Roll back to version 1' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/cannot be brought back/).textContent).toContain('db.password');
    fireEvent.click(dialog.getByRole('button', { name: 'Roll back' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toEqual({
      draft: { set: { name: 'orders', topic: 'one' }, keep: ['ssl.key.password'] },
      configHash: 'hash-3',
      rollbackOf: 1,
    });
  });

  it('removes a later secret only when told to', async () => {
    show();
    const asked = put();
    fireEvent.click(await screen.findByRole('button', { name: 'Roll back to version 2' }));
    fireEvent.click(await screen.findByRole('checkbox'));
    fireEvent.click(screen.getByRole('button', { name: 'Roll back' }));
    await waitFor(() => expect(asked[0]?.body).toMatchObject({ draft: { keep: [] }, rollbackOf: 2 }));
  });
});
