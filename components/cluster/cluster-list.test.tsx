import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { ClusterList, ClusterSummary, ClusterTest } from '@/lib/api/clusters';
import { Problem } from '@/lib/api/problem';
import { aCluster } from '@/lib/testing/builders';
import { answer, apiServer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { ClusterListView } from './cluster-list';

const stored = aCluster({
  name: 'Prod',
  origin: 'user',
  source: null,
  urls: ['https://c1:8083', 'https://c2:8083'],
  workerUrls: [
    {
      url: 'https://c1:8083',
      state: 'failed',
      problem: { kind: 'tls', message: 'The certificate of c1:8083 has expired.' },
      at: Date.now(),
    },
    { url: 'https://c2:8083', state: 'active', problem: null, at: Date.now() },
  ],
  access: {
    auth: { type: 'basic', username: 'ada' },
    headers: ['X-Key'],
    tls: { ca: { subject: 'CN=Test CA', expiresAt: Date.now() + 3.5 * 86_400_000 }, cert: null },
    isOpen: true,
  },
});

function show(cluster = stored): void {
  answer('get', '/api/v1/clusters', ClusterList, () => ({ clusters: [cluster], workers: [] }));
  renderPage(<ClusterListView />);
}

async function open(name: RegExp): Promise<ReturnType<typeof within>> {
  const button = await screen.findByRole('button', { name: 'More for Prod' });
  button.focus();
  fireEvent.keyDown(button, { key: 'Enter' });
  fireEvent.click(await screen.findByRole('menuitem', { name }));
  return within(await screen.findByRole('dialog'));
}

const type = (dialog: ReturnType<typeof within>, label: string | RegExp, value: string) =>
  fireEvent.change(dialog.getByLabelText(label), { target: { value } });

const textIn = (dialog: ReturnType<typeof within>, label: string) =>
  (dialog.getByLabelText(label) as HTMLInputElement).value;

describe('the list of clusters', () => {
  it('says how each is reached, which URL fails and why, and warns of what ends soon', async () => {
    show();
    const card = within(await screen.findByRole('region', { name: 'Prod' }));
    for (const words of [
      'TLS, own CA',
      'Basic: ada',
      '1 header',
      'CA certificate expires in 3 d',
      'in use',
    ]) {
      expect(card.getByText(words)).toBeTruthy();
    }
    expect(card.getByText('The certificate of c1:8083 has expired.')).toBeTruthy();
  });

  it('names what sets a cluster that cannot be changed here, and offers no change', async () => {
    show({ ...stored, origin: 'file', source: '/etc/sluice.yaml' });
    expect(await screen.findByText(/set by \/etc\/sluice\.yaml, read-only here/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'More for Prod' })).toBeNull();
  });

  it('says that credentials must be saved again', async () => {
    show({ ...stored, access: { ...stored.access, isOpen: false } });
    expect(await screen.findByText('Credentials locked')).toBeTruthy();
    const dialog = await open(/Edit/);
    expect(dialog.getByText(/cannot be opened with this key\. Type them again/)).toBeTruthy();
    expect(dialog.getByLabelText('Password').getAttribute('placeholder')).toBe('Type it again');
  });
});

describe('the dialog', () => {
  it('adds a cluster exactly as it was typed', async () => {
    show();
    const asked = answer('post', '/api/v1/clusters', ClusterSummary, () => stored, 201);
    fireEvent.click(await screen.findByRole('button', { name: 'Add cluster' }));
    const dialog = within(await screen.findByRole('dialog'));
    type(dialog, 'Name', 'New');
    type(dialog, 'Worker URLs', 'https://n1:8083\nhttps://n2:8083');
    fireEvent.click(dialog.getByRole('button', { name: 'OAuth2' }));
    type(dialog, 'Token URL', 'https://login/token');
    type(dialog, 'Client id', 'sluice');
    type(dialog, 'Client secret', 's3cret');
    fireEvent.click(dialog.getByRole('button', { name: 'Add header' }));
    type(dialog, 'Header 1', 'X-Tenant');
    type(dialog, 'Value 1', 'a');
    type(dialog, 'CA certificate', 'PEM');
    fireEvent.click(dialog.getByRole('button', { name: 'Add cluster' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toEqual({
      name: 'New',
      urls: ['https://n1:8083', 'https://n2:8083'],
      auth: {
        type: 'oauth2',
        tokenUrl: 'https://login/token',
        clientId: 'sluice',
        clientSecret: 's3cret',
        scope: null,
      },
      headers: [{ name: 'X-Tenant', value: 'a' }],
      tls: { ca: 'PEM' },
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('sends no secret that was not typed when a cluster is edited, and null for what is removed', async () => {
    show();
    const asked = answer('put', '/api/v1/clusters/local', ClusterSummary, () => stored);
    const dialog = await open(/Edit/);
    expect(dialog.getByLabelText('Password').getAttribute('placeholder')).toBe('Stored; type to replace');
    type(dialog, 'Name', 'Prod EU');
    fireEvent.click(dialog.getByRole('button', { name: 'Remove CA' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Keep CA' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Remove CA' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Save cluster' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toEqual({
      name: 'Prod EU',
      urls: stored.urls,
      auth: { type: 'basic', username: 'ada' },
      headers: [{ name: 'X-Key' }],
      tls: { ca: null },
    });
  });

  it('says that stored secrets do not follow to another address, before and after the server says so', async () => {
    show();
    const words = 'The address changed, so the stored one is not sent there: type it again.';
    apiServer.use(
      http.put('http://localhost:3000/api/v1/clusters/local', () =>
        HttpResponse.json(
          Problem.parse({
            ...{ type: 'about:blank', title: 'Invalid input', status: 400, code: 'input/invalid' },
            ...{ detail: words, requestId: 'r', fields: { 'auth.password': [words] } },
          }),
          { status: 400 },
        ),
      ),
    );
    const dialog = await open(/Edit/);
    type(dialog, 'Worker URLs', 'https://elsewhere:8083');
    expect(dialog.getByText(/stored secrets are not sent there/)).toBeTruthy();
    expect(dialog.getByLabelText('Password').getAttribute('placeholder')).toBe('Type it again');
    fireEvent.click(dialog.getByRole('button', { name: 'Save cluster' }));
    expect(await dialog.findByText(words)).toBeTruthy();
    expect(dialog.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true');
  });

  it('moves user and password out of a pasted URL where everybody can see it', async () => {
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Add cluster' }));
    const dialog = within(await screen.findByRole('dialog'));
    type(dialog, 'Worker URLs', 'https://bob:s3cret@c1:8083');
    fireEvent.blur(dialog.getByLabelText('Worker URLs'));
    expect(await dialog.findByText('User and password were moved out of the URL.')).toBeTruthy();
    expect(textIn(dialog, 'Worker URLs')).toBe('https://c1:8083');
    expect(textIn(dialog, 'User name')).toBe('bob');
    expect(textIn(dialog, 'Password')).toBe('s3cret');
  });

  it('tests an address before the cluster has a name, and asks for one only to save it', async () => {
    show();
    const asked = answer('post', '/api/v1/clusters/test', ClusterTest, () => ({ results: [] }));
    fireEvent.click(await screen.findByRole('button', { name: 'Add cluster' }));
    const dialog = within(await screen.findByRole('dialog'));
    type(dialog, 'Worker URLs', 'https://c1:8083');
    fireEvent.click(dialog.getByRole('button', { name: 'Test connection' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    fireEvent.click(dialog.getByRole('button', { name: 'Add cluster' }));
    expect(await dialog.findByText('Give the cluster a name.')).toBeTruthy();
  });

  it('tests with the stored secrets and says of each URL what it is', async () => {
    show();
    const worked = { ok: true, version: '4.1.0', commit: null, latencyMs: 12 } as const;
    const asked = answer('post', '/api/v1/clusters/test', ClusterTest, () => ({
      results: [
        { ...worked, url: 'https://c1:8083', kafkaClusterId: 'k1' },
        {
          ok: false as const,
          url: 'https://c2:8083',
          problem: { kind: 'unauthorized', message: 'It said 401.' },
        },
        { ...worked, url: 'https://c3:8083', kafkaClusterId: 'k2', version: '2.7.1' },
      ],
    }));
    const dialog = await open(/Edit/);
    fireEvent.click(dialog.getByRole('button', { name: 'Test connection' }));
    const results = within(await dialog.findByRole('status', { name: 'Test results' }));
    expect(results.getByText(/Connect 4.1.0, answered in 12 ms/)).toBeTruthy();
    expect(results.getByText('Credentials refused')).toBeTruthy();
    for (const note of [
      /different Kafka clusters/,
      /differ in version: 4\.1\.0, 2\.7\.1/,
      /2\.7\.1 is older than 2\.8/,
    ]) {
      expect(results.getByText(note)).toBeTruthy();
    }
    expect(asked[0]?.body).toMatchObject({ clusterId: 'local', auth: { type: 'basic', username: 'ada' } });
  });

  it('names what is missing and sends nothing', async () => {
    show();
    const asked = answer('post', '/api/v1/clusters', ClusterSummary, () => stored, 201);
    fireEvent.click(await screen.findByRole('button', { name: 'Add cluster' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: 'Add header' }));
    type(dialog, 'Header 1', 'Host');
    fireEvent.click(dialog.getByRole('button', { name: 'Add header' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Add cluster' }));
    expect(await dialog.findByText('Give the cluster a name.')).toBeTruthy();
    expect(dialog.getByText('Give at least one worker URL.')).toBeTruthy();
    expect(dialog.getByText('The connection sets this header itself.')).toBeTruthy();
    expect(dialog.getByText('Give the header a name.')).toBeTruthy();
    expect(asked).toEqual([]);
  });
});
