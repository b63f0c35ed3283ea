import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { ActionRecord } from '@/lib/api/actions';
import { ConnectorDetail } from '@/lib/api/connectors';
import { ValidateResult } from '@/lib/api/plugins';
import { Problem } from '@/lib/api/problem';
import { aDetail, anAction } from '@/lib/testing/builders';
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
    { key: 'db.password', value: null, masked: true },
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

const edit = () => renderPage(<EditConnector clusterId="local" name="orders" />);

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

  it('says that somebody changed it meanwhile and offers to start again', async () => {
    serve();
    answer(
      'put',
      '/api/v1/clusters/local/connectors/orders/config',
      Problem,
      () => ({
        type: 'about:blank' as const,
        title: 'Conflict',
        status: 409,
        code: 'resource/conflict',
        detail: 'The config was changed since you opened it.',
        requestId: 'r',
      }),
      409,
    );
    edit();
    fireEvent.change(await screen.findByRole('textbox', { name: 'tasks.max' }), { target: { value: '3' } });
    fireEvent.click(screen.getByRole('button', { name: 'Review changes' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Save config' }));
    expect(await screen.findByText('The config was changed since you opened it.')).toBeTruthy();
    expect(screen.getByRole('button', { name: /Start again/ })).toBeTruthy();
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
  });
});
