import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  AlertChannel,
  AlertDelivery,
  AlertOverview,
  AlertRule,
  type AlertRuleInput,
  Silence,
} from '@/lib/api/alerts';
import { FleetSnapshot } from '@/lib/api/connectors';
import { aFleet } from '@/lib/testing/builders';
import { answer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { AlertsView } from './alerts-view';

const CHANNEL: AlertChannel = { id: 'ch', name: 'Ops', kind: 'slack', host: 'hooks.slack.com', email: null };
const INPUT: AlertRuleInput = {
  name: 'Failed for long',
  enabled: true,
  conditions: ['FAILED', 'DEGRADED'],
  forSeconds: 300,
  count: 1,
  cluster: null,
  pattern: 'orders-*',
  channels: ['ch'],
};
const RULE: AlertRule = { ...INPUT, id: 'r', firing: null };
const NOTE: AlertDelivery = {
  id: 'd',
  at: Date.now(),
  rule: 'Failed for long',
  channel: 'Ops',
  kind: 'firing',
  text: 'Failed for long: 1 firing\nFAILED orders (prod): bad record',
  status: 'failed',
  attempts: 6,
  nextAt: null,
  error: 'hooks.slack.com answered 503.',
};

function show(more: Partial<AlertOverview> = {}) {
  answer('get', '/api/v1/alerts', AlertOverview, () => ({
    rules: [],
    channels: [],
    silences: [],
    deliveries: [],
    ...more,
  }));
  answer('get', '/api/v1/connectors', FleetSnapshot, () => aFleet([]));
  renderPage(<AlertsView />);
}

describe('the Alerts page', () => {
  it('says what each rule watches for and where it sends, those that fire first', async () => {
    const firing = { ...RULE, id: 'f', name: 'Fires', firing: { since: Date.now() - 60_000, subjects: 3 } };
    show({ rules: [RULE, firing], channels: [CHANNEL] });
    const names = (await screen.findAllByText(/^(Failed for long|Fires)$/)).map((node) => node.textContent);
    expect(names).toEqual(['Fires', 'Failed for long']);
    const words = 'Failed or degraded for 5 min, names orders-*, on all clusters · to Ops';
    expect(screen.getAllByText(words)).toHaveLength(2);
    expect(screen.getByText(/3 affected/)).toBeTruthy();
  });

  it('adds a rule exactly as it was typed', async () => {
    show({ channels: [CHANNEL] });
    const asked = answer('post', '/api/v1/alerts/rules', AlertRule, () => RULE, 201);
    fireEvent.click(await screen.findByRole('button', { name: 'Add rule' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.change(dialog.getByLabelText('Name'), { target: { value: 'Failed for long' } });
    fireEvent.click(dialog.getByLabelText('Degraded'));
    fireEvent.change(dialog.getByLabelText('For at least, minutes'), { target: { value: '5' } });
    fireEvent.change(dialog.getByLabelText('Connector names'), { target: { value: 'orders-*' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Add rule' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toEqual(INPUT);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('names what is missing in a rule and sends nothing', async () => {
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Add rule' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByLabelText('Failed'));
    fireEvent.click(dialog.getByRole('button', { name: 'Add rule' }));
    expect(dialog.getByText('Give the rule a name.')).toBeTruthy();
    expect(dialog.getByText('Choose at least one condition.')).toBeTruthy();
  });

  it('keeps the stored URL of a channel that is only renamed', async () => {
    show({ channels: [CHANNEL] });
    const asked = answer('put', '/api/v1/alerts/channels/ch', AlertChannel, () => CHANNEL);
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Ops' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect((dialog.getByLabelText('URL') as HTMLInputElement).value).toBe('');
    fireEvent.change(dialog.getByLabelText('Name'), { target: { value: 'Ops EU' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toEqual({ name: 'Ops EU', kind: 'slack' });
  });

  it('adds a mail server, its addresses and its password', async () => {
    show();
    const asked = answer('post', '/api/v1/alerts/channels', AlertChannel, () => CHANNEL, 201);
    fireEvent.click(await screen.findByRole('button', { name: 'Add channel' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: 'E-mail' }));
    const fill = (label: string, value: string) =>
      fireEvent.change(dialog.getByLabelText(label), { target: { value } });
    fill('Name', 'Mail');
    fill('Mail server', 'smtp://mail:587');
    fill('From', 'sluice@example.com');
    fill('To', 'a@example.com, b@example');
    fill('User', 'ops');
    fireEvent.click(dialog.getByRole('button', { name: 'Add channel' }));
    expect(dialog.getByText('An address looks like ops@example.com.')).toBeTruthy();
    expect(dialog.getByText('Give the password.')).toBeTruthy();
    fill('To', 'a@example.com, b@example.com');
    fill('Password', 'pw');
    fireEvent.click(dialog.getByRole('button', { name: 'Add channel' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toEqual({
      name: 'Mail',
      kind: 'email',
      url: 'smtp://mail:587',
      secret: 'pw',
      email: { user: 'ops', from: 'sluice@example.com', to: ['a@example.com', 'b@example.com'] },
    });
  });

  it('says what became of a test', async () => {
    show({ channels: [CHANNEL] });
    answer('post', '/api/v1/alerts/channels/ch/test', AlertDelivery, () => NOTE);
    fireEvent.click(await screen.findByRole('button', { name: 'Send a test to Ops' }));
    expect(await screen.findByText('Test failed: hooks.slack.com answered 503.')).toBeTruthy();
  });

  it('shows each note with its fate', async () => {
    show({ deliveries: [NOTE, { ...NOTE, id: 'd2', status: 'delivered', error: null, attempts: 1 }] });
    expect(await screen.findByText('Delivered')).toBeTruthy();
    expect(screen.getByText('hooks.slack.com answered 503.')).toBeTruthy();
    expect(screen.getByText(/6 attempts/)).toBeTruthy();
  });

  it('adds a silence that begins now', async () => {
    show();
    const silence = { id: 's', from: 0, to: 1, cluster: null, pattern: '*', comment: '' };
    const asked = answer('post', '/api/v1/alerts/silences', Silence, () => silence, 201);
    fireEvent.click(await screen.findByRole('button', { name: 'Add silence' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.change(dialog.getByLabelText('For'), { target: { value: '4' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Add silence' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    const [{ body } = { body: undefined }] = asked;
    const { from, to } = Silence.omit({ id: true }).parse(body);
    expect(to - from).toBe(4 * 3_600_000);
  });
});
