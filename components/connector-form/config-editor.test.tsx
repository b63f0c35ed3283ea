import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { ActionRecord } from '@/lib/api/actions';
import { ConnectorDetail, FleetSnapshot } from '@/lib/api/connectors';
import { PluginList, ValidateResult } from '@/lib/api/plugins';
import { Problem } from '@/lib/api/problem';
import { aDetail, aFleet, anAction } from '@/lib/testing/builders';
import { answer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { EditConnector } from './edit-connector';

const push = vi.fn();
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

const stored = aDetail({
  config: [
    { key: 'name', value: 'orders', masked: false },
    { key: 'connector.class', value: 'FileStreamSource', masked: false },
    { key: 'tasks.max', value: '1', masked: false },
    { key: 'producer.override.acks', value: '1', masked: false },
    { key: 'db.password', value: null, masked: true, stamp: 's1' },
  ],
});

const definition = (name: string, type = 'STRING') => ({
  name,
  type,
  required: false,
  importance: 'HIGH',
  group: 'Common',
});

function serve() {
  answer('get', '/api/v1/clusters/local/connectors/orders', ConnectorDetail, () => stored);
  return answer('post', '/api/v1/clusters/local/validate', ValidateResult, ({ body }) => {
    const tasks = (body as { draft: { set: Record<string, string> } }).draft.set['tasks.max'] ?? '';
    const errors = Number(tasks) >= 1 ? [] : ['Value must be at least 1'];
    return {
      ok: true as const,
      maskedKeys: ['db.password'],
      infos: {
        name: 'FileStreamSource',
        error_count: errors.length,
        groups: ['Common'],
        configs: [
          { definition: definition('name'), value: { name: 'name' } },
          { definition: definition('tasks.max', 'INT'), value: { name: 'tasks.max', errors } },
          { definition: definition('db.password', 'PASSWORD'), value: { name: 'db.password' } },
        ],
      },
    };
  });
}

function edit() {
  answer('get', '/api/v1/connectors', FleetSnapshot, () => aFleet([stored.row]));
  answer('get', '/api/v1/plugins', PluginList, () => ({ plugins: [], problems: [] }));
  renderPage(<EditConnector clusterId="local" name="orders" />);
}

describe('editing a config', () => {
  it('shows the worker’s error at its field, in the words the worker used', async () => {
    serve();
    edit();
    const field = await screen.findByRole('textbox', { name: 'tasks.max' });
    fireEvent.change(field, { target: { value: '0' } });
    expect(await screen.findByText('Value must be at least 1')).toBeTruthy();
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByTestId('error-count').textContent).toBe('1 error');
  });

  it('sends keys the worker did not return and keeps a stored secret without ever holding it', async () => {
    serve();
    const saved = answer('put', '/api/v1/clusters/local/connectors/orders/config', ActionRecord, () =>
      anAction({ action: 'edit-config' }),
    );
    edit();
    fireEvent.change(await screen.findByRole('textbox', { name: 'tasks.max' }), { target: { value: '3' } });
    expect(screen.getByText(/stored secret, kept as it is/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Review changes' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getAllByRole('listitem')).toHaveLength(1);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save config' }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.body).toEqual({
      configHash: 'hash',
      draft: {
        set: {
          name: 'orders',
          'connector.class': 'FileStreamSource',
          'tasks.max': '3',
          'producer.override.acks': '1',
        },
        keep: ['db.password'],
      },
    });
  });

  it('C12 shows three ways when somebody changed it meanwhile, joins both edits and saves against the new config', async () => {
    serve();
    const entry = (key: string, value: string) => ({ key, value, masked: false });
    const current = {
      configHash: 'hash-2',
      config: [
        entry('name', 'orders'),
        entry('connector.class', 'FileStreamSource'),
        entry('tasks.max', '2'),
        entry('producer.override.acks', 'all'),
        { key: 'db.password', value: null, masked: true, stamp: 's2' },
      ],
    };
    const path = '/api/v1/clusters/local/connectors/orders/config';
    const problem = {
      ...{ type: 'about:blank' as const, title: 'Conflict', status: 409, code: 'resource/conflict' },
      ...{ detail: 'The config was changed since you opened it.', requestId: 'r', current },
    };
    answer('put', path, Problem, () => problem, 409);
    edit();
    fireEvent.change(await screen.findByRole('textbox', { name: 'tasks.max' }), { target: { value: '3' } });
    fireEvent.click(screen.getByRole('button', { name: 'Review changes' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Save config' }));
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Somebody changed this config meanwhile' }),
    );
    const rows = dialog.getAllByRole('listitem').map((row) => row.textContent);
    expect(rows[0]).toContain('db.password');
    expect(rows[1]).toMatch(/producer\.override\.acks.*theirs is taken.*Before1Theirsall/);
    expect(rows[2]).toMatch(/tasks\.max.*Before1Theirs2Yours3/);
    expect(dialog.getByRole('button', { name: '1 to choose' }).hasAttribute('disabled')).toBe(true);
    fireEvent.click(dialog.getByRole('button', { name: 'Keep yours' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Join both and review' }));
    const saved = answer('put', path, ActionRecord, () => anAction({ action: 'edit-config' }));
    const review = within(await screen.findByRole('dialog', { name: 'Save 1 change' }));
    fireEvent.click(review.getByRole('button', { name: 'Save config' }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.body).toMatchObject({
      configHash: 'hash-2',
      draft: { set: { 'tasks.max': '3', 'producer.override.acks': 'all' }, keep: ['db.password'] },
    });
  });

  it('says what the edit does to what runs', async () => {
    serve();
    edit();
    fireEvent.change(await screen.findByRole('textbox', { name: 'tasks.max' }), { target: { value: '3' } });
    fireEvent.click(screen.getByRole('button', { name: 'Replace db.password' }));
    fireEvent.click(screen.getByRole('button', { name: 'Unset db.password' }));
    fireEvent.click(screen.getByRole('button', { name: 'Review changes' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('The connector and 1 task will restart. · tasks.max 1 → 3')).toBeTruthy();
    expect(dialog.getByRole('list', { name: 'Warnings' }).textContent).toContain('nobody can bring it back');
    expect(dialog.getByText('removed')).toBeTruthy();
  });

  it('finds options by any word, and leads from an error to its field', async () => {
    serve();
    edit();
    const tasks = await screen.findByRole('textbox', { name: 'tasks.max' });
    fireEvent.change(tasks, { target: { value: '0' } });
    fireEvent.click(await screen.findByRole('button', { name: '1 error' }));
    const errors = within(screen.getByRole('list', { name: 'Errors' }));
    fireEvent.change(screen.getByRole('searchbox', { name: 'Search options' }), {
      target: { value: 'acks' },
    });
    expect(screen.queryByRole('textbox', { name: 'tasks.max' })).toBeNull();
    expect(screen.getByRole('textbox', { name: 'producer.override.acks' })).toBeTruthy();
    fireEvent.click(errors.getByRole('link', { name: 'tasks.max' }));
    await waitFor(() => expect(document.activeElement?.id).toBe('option-tasks.max'));
  });

  it('keeps the form when the worker cannot validate the next draft, and says why', async () => {
    serve();
    edit();
    const tasks = await screen.findByRole('textbox', { name: 'tasks.max' });
    answer('post', '/api/v1/clusters/local/validate', ValidateResult, () => ({
      ok: false as const,
      message: 'PatternSyntaxException: x',
    }));
    fireEvent.change(tasks, { target: { value: '4' } });
    expect(await screen.findByText('PatternSyntaxException: x')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Common' })).toBeTruthy();
    expect(screen.getByTestId('error-count').textContent).toBe('not validated');
    expect(screen.getByRole('button', { name: 'Review changes' }).hasAttribute('disabled')).toBe(false);
  });

  it('keeps a stored secret when a config without it is pasted, and replaces it by a pasted one', async () => {
    serve();
    edit();
    await screen.findByRole('textbox', { name: 'tasks.max' });
    const paste = async (text: string) => {
      fireEvent.click(screen.getByRole('button', { name: 'Paste a config' }));
      const dialog = within(await screen.findByRole('dialog'));
      fireEvent.change(dialog.getByRole('textbox', { name: 'Config' }), { target: { value: text } });
      fireEvent.click(dialog.getByRole('button', { name: 'Use this config' }));
    };
    await paste('tasks.max=9');
    expect(screen.getByDisplayValue('9')).toBeTruthy();
    expect(screen.getByText(/stored secret, kept as it is/)).toBeTruthy();
    expect(screen.queryByRole('textbox', { name: 'producer.override.acks' })).toBeNull();
    await paste('{"db.password": "typed"}');
    expect(screen.queryByText(/stored secret, kept as it is/)).toBeNull();
    expect(screen.getByRole('button', { name: 'Keep the stored one' })).toBeTruthy();
  });

  it('shows the same draft as a cURL command, with the place of a secret', async () => {
    serve();
    edit();
    fireEvent.change(await screen.findByRole('textbox', { name: 'tasks.max' }), { target: { value: '7' } });
    fireEvent.click(screen.getByRole('button', { name: 'cURL' }));
    const text = (await screen.findByText(/curl -X PUT/)).textContent ?? '';
    expect(text).toContain('/connectors/orders/config');
    expect(text).toContain('"tasks.max": "7"');
    expect(text).toContain('"db.password": "<secret: db.password>"');
  });

  it('still offers every key when the worker cannot validate, with the worker’s words', async () => {
    answer('get', '/api/v1/clusters/local/connectors/orders', ConnectorDetail, () => stored);
    answer('post', '/api/v1/clusters/local/validate', ValidateResult, () => ({
      ok: false as const,
      message: 'NoClassDefFoundError: x',
    }));
    edit();
    expect(await screen.findByText('NoClassDefFoundError: x')).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'producer.override.acks' })).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: 'Another option' }), {
      target: { value: 'my.key' },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Add option' }));
    expect(screen.getByRole('textbox', { name: 'my.key' })).toBeTruthy();
  });
});
