import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { startBroker } from '../kafka/broker.ts';
import { startConnect } from '../kafka/connect.ts';
import { reasonToSkipKafka } from '../kafka/stack.ts';
import { call, startSluice, until } from '../support/sluice.ts';

const EXTENSION = 'org.apache.kafka.connect.rest.basic.auth.extension';
const PASSWORD = 'a password: "with" ünicode & %41';

/** Everything a folder holds, file by file. */
function textsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
}

test('Apache Connect behind its own basic authentication: tested, added, written to, refused', async ({
  page,
}) => {
  const reason = reasonToSkipKafka();
  test.skip(reason !== undefined, reason);
  test.setTimeout(300_000);
  const dir = mkdtempSync(path.join(tmpdir(), 'sluice-credentials-'));
  const users = path.join(dir, 'users.properties');
  const jaas = path.join(dir, 'jaas.conf');
  const escaped = [...PASSWORD].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  writeFileSync(users, `sluice=${escaped}\n`);
  writeFileSync(jaas, `KafkaConnect { ${EXTENSION}.PropertyFileLoginModule required file="${users}"; };\n`);
  try {
    await using broker = await startBroker({ dir: path.join(dir, 'broker') });
    await using connect = await startConnect({
      bootstrap: broker.bootstrap,
      dir: path.join(dir, 'connect'),
      readyStatus: 401,
      settings: { 'rest.extension.classes': `${EXTENSION}.BasicAuthSecurityRestExtension` },
      jvmOptions: ['-Xmx384m', `-Djava.security.auth.login.config=${jaas}`],
    });
    await using sluice = await startSluice({ EMBEDDED_WORKER: 'off' });
    await page.goto(`${sluice.url}/clusters`);
    await page.getByRole('button', { name: 'Add cluster' }).click();
    await page.getByLabel('Name', { exact: true }).fill('secured');
    await page.getByLabel('Worker URLs').fill(connect.url);
    const results = page.getByRole('status', { name: 'Test results' });
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(results).toContainText('Credentials refused');
    await page.getByRole('button', { name: 'Basic' }).click();
    await page.getByLabel('User name').fill('sluice');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(results).toContainText('Credentials refused');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(results).toContainText(/Connect \d+\.\d+\.\d+, answered in/);
    await page.getByRole('dialog').getByRole('button', { name: 'Add cluster' }).click();
    const card = page.getByRole('region', { name: 'secured' });
    await expect(card).toContainText('Basic: sluice');
    await expect(card).toContainText(/Version\d+\.\d+\.\d+/);

    const source = {
      'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
      file: users,
      topic: 'lines',
    };
    const base = `${sluice.url}/api/v1/clusters/secured/connectors`;
    const made = await page.request.post(base, {
      headers: { origin: sluice.url },
      data: { name: 'lines', draft: { set: source, keep: [] } },
    });
    expect(made.status()).toBe(201);
    await until('the connector runs', async () => {
      const { body } = await call('GET', `${sluice.url}/api/v1/connectors`);
      const { connectors } = body as { connectors: { name: string; health: string }[] };
      return connectors.some(({ name, health }) => name === 'lines' && health === 'RUNNING');
    });

    await page.reload();
    await page.getByRole('button', { name: 'More for secured' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Save cluster' }).click();
    await expect(card).toContainText('Credentials refused (401)');

    const pair = Buffer.from(`sluice:${PASSWORD}`).toString('base64');
    for (const text of [sluice.output(), ...textsIn(sluice.dataDir)]) {
      expect(text).not.toContain('not the password');
      expect(text).not.toContain(Buffer.from(PASSWORD).toString('latin1'));
      expect(text).not.toContain(pair);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
