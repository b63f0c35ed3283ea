import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { ActionRecord } from '@/lib/api/actions';
import { ConnectorDetail } from '@/lib/api/connectors';
import { PluginList, ValidateResult } from '@/lib/api/plugins';
import { ClusterId } from '@/lib/connect/names';
import { aCluster, aDetail, anAction } from '@/lib/testing/builders';
import { answer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { CloneConnector } from './clone-connector';
import { CreateConnector } from './create-connector';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: () => undefined }) }));

const definition = (name: string, more: object = {}) => ({
  ...{ name, type: 'STRING', required: false, importance: 'HIGH', group: null },
  ...more,
});
const infos = (...configs: { definition: ReturnType<typeof definition>; value: { name: string } }[]) => ({
  ok: true as const,
  maskedKeys: [],
  infos: { name: 'X', error_count: 0, groups: [], configs },
});
const [here, there] = ['local', 'other'].map((id) =>
  aCluster({ id: ClusterId.parse(id), name: id === 'local' ? 'Local' : 'Other' }),
) as [ReturnType<typeof aCluster>, ReturnType<typeof aCluster>];
const source = { clusterId: 'local', connector: 'orders' };

function validate(cluster = 'local') {
  return answer('post', `/api/v1/clusters/${cluster}/validate`, ValidateResult, () =>
    infos(
      { definition: definition('name'), value: { name: 'name' } },
      { definition: definition('connection.url'), value: { name: 'connection.url' } },
      { definition: definition('db.password', { type: 'PASSWORD' }), value: { name: 'db.password' } },
    ),
  );
}

function clone(target = here) {
  answer('get', '/api/v1/clusters/local/connectors/orders', ConnectorDetail, () =>
    aDetail({
      config: [
        { key: 'name', value: 'orders', masked: false },
        { key: 'connector.class', value: 'org.x.FileStreamSource', masked: false },
        { key: 'connection.url', value: 'jdbc:one', masked: false },
        { key: 'db.password', value: null, masked: true, stamp: 's' },
      ],
    }),
  );
  const plugin = (clusterId: string, name: string, version: string) => ({
    ...{ clusterId: ClusterId.parse(clusterId), class: name, type: 'source', version, connectors: 0 },
  });
  answer('get', '/api/v1/plugins', PluginList, ({ search }) => ({
    plugins: search.includes('local') ? [plugin('local', 'org.x.FileStreamSource', '4.3.1')] : [],
    problems: [],
  }));
  const asked = validate(target.id);
  const made = answer('post', `/api/v1/clusters/${target.id}/connectors`, ActionRecord, () =>
    anAction({ action: 'create' }),
  );
  renderPage(<CloneConnector source={source} target={target} clusters={[here, there]} />);
  return { asked, made };
}

const review = async () => {
  fireEvent.click(screen.getByRole('button', { name: 'Review and create' }));
  return within(await screen.findByRole('dialog'));
};

describe('a clone', () => {
  it('is filled from its source, keeps its secret by name, and is created STOPPED', async () => {
    const { asked, made } = clone();
    expect(await screen.findByDisplayValue('orders-copy')).toBeTruthy();
    expect(screen.getByText('secret of orders, taken along')).toBeTruthy();
    expect(asked[0]?.body).toMatchObject({ copyOf: source, draft: { keep: ['db.password'] } });
    const dialog = await review();
    expect(dialog.queryByRole('checkbox')).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: 'Create connector' }));
    await waitFor(() => expect(made).toHaveLength(1));
    expect(made[0]?.body).toMatchObject({
      ...{ name: 'orders-copy', initialState: 'STOPPED', copyOf: source, secretsConfirmed: false },
      draft: { set: { name: 'orders-copy', 'connection.url': 'jdbc:one' }, keep: ['db.password'] },
    });
  });

  it('asks before it takes a secret to another address, and says which option differs', async () => {
    const { made } = clone();
    fireEvent.change(await screen.findByRole('textbox', { name: 'connection.url' }), {
      target: { value: 'jdbc:elsewhere' },
    });
    const dialog = await review();
    const create = dialog.getByRole('button', { name: 'Create connector' });
    expect(create.hasAttribute('disabled')).toBe(true);
    fireEvent.click(dialog.getByRole('checkbox', { name: /db\.password of orders.*connection\.url/ }));
    fireEvent.click(create);
    await waitFor(() => expect(made).toHaveLength(1));
    expect(made[0]?.body).toMatchObject({ secretsConfirmed: true });
  });

  it('to another cluster says that the plugin is missing there, and asks before a secret goes along', async () => {
    clone(there);
    expect(await screen.findByText('Other has no org.x.FileStreamSource (connector.class).')).toBeTruthy();
    expect(screen.getByDisplayValue('orders')).toBeTruthy();
    const dialog = await review();
    expect(dialog.getByRole('checkbox', { name: /to other: its workers will know them/ })).toBeTruthy();
  });
});

describe('a new connector', () => {
  const make = (set: Record<string, string>) => {
    answer('get', '/api/v1/plugins', PluginList, () => ({ plugins: [], problems: [] }));
    renderPage(
      <CreateConnector
        clusterId="local"
        title="Create"
        lead={null}
        initial={{ set: { 'connector.class': 'X', ...set }, keep: [] }}
        canCreateAtRest
      />,
    );
  };

  it('has lists to choose from in order, durations in words, and pasted text in place of what was there', async () => {
    answer('post', '/api/v1/clusters/local/validate', ValidateResult, () =>
      infos(
        { definition: definition('name'), value: { name: 'name' } },
        {
          definition: definition('tables', { type: 'LIST' }),
          value: { name: 'tables', recommended_values: ['a', 'b', 'c'] } as { name: string },
        },
        {
          definition: definition('poll.interval.ms', { type: 'LONG', default_value: '90000' }),
          value: { name: 'poll.interval.ms' },
        },
      ),
    );
    make({ tables: 'c' });
    fireEvent.click(await screen.findByRole('checkbox', { name: 'a' }));
    expect(screen.getByDisplayValue('c,a')).toBeTruthy();
    fireEvent.click(screen.getByRole('checkbox', { name: 'c' }));
    expect(screen.getByRole('textbox', { name: 'tables' })).toHaveProperty('value', 'a');
    expect(screen.getByText('= 1 min 30 s')).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: 'poll.interval.ms' }), {
      target: { value: '1500' },
    });
    expect(screen.getByText('= 1 s 500 ms')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Paste a config' }));
    const dialog = within(await screen.findByRole('dialog'));
    const box = dialog.getByRole('textbox', { name: 'Config' });
    fireEvent.change(box, { target: { value: '{"tables": "b",\n}' } });
    expect(dialog.getByText(/Line 1, column 15: JSON allows no comma before/)).toBeTruthy();
    expect(dialog.getByRole('button', { name: 'Use this config' }).hasAttribute('disabled')).toBe(true);
    fireEvent.change(box, { target: { value: 'name=pasted\ntables=b\nmine=x' } });
    expect(dialog.getByText('properties of pasted: 3 options.')).toBeTruthy();
    fireEvent.click(dialog.getByRole('button', { name: 'Use this config' }));
    expect(screen.getByDisplayValue('pasted')).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'mine' })).toHaveProperty('value', 'x');
    expect(screen.getByRole('textbox', { name: 'tables' })).toHaveProperty('value', 'b');
  });

  it('of a class that the cluster does not have says so, and still takes keys', async () => {
    answer('post', '/api/v1/clusters/local/validate', ValidateResult, () => ({
      ok: false as const,
      message: 'Failed to find any class that implements Connector and which name matches X, available …',
    }));
    make({ file: '/x' });
    expect(await screen.findByText(/This cluster does not have the plugin X/)).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'file' })).toHaveProperty('value', '/x');
  });
});
