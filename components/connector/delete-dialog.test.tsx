import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ActionList } from '@/lib/api/actions';
import { aConnector, anAction } from '@/lib/testing/builders';
import { answer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { DeleteDialog } from './delete-dialog';

describe('deleting a connector', () => {
  it('asks for the name and sends nothing before it is typed in full', async () => {
    const asked = answer('post', '/api/v1/actions', ActionList, () => ({
      actions: [anAction({ action: 'delete' })],
    }));
    renderPage(<DeleteDialog row={aConnector({ name: 'orders' })} open onOpenChange={() => undefined} />);
    const button = await screen.findByRole('button', { name: 'Delete connector' });
    const field = screen.getByLabelText(/Type/);
    fireEvent.change(field, { target: { value: 'order' } });
    fireEvent.submit(field);
    expect(button.hasAttribute('disabled')).toBe(true);
    fireEvent.change(field, { target: { value: 'orders' } });
    fireEvent.click(button);
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toMatchObject({
      action: 'delete',
      targets: [{ clusterId: 'local', connector: 'orders' }],
    });
  });
});
