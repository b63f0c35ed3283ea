import { describe, expect, it } from 'vitest';
import { Monitored } from './support.ts';

const POLICY = 'connector.client.config.override.policy';

async function create(policy: string | undefined, overrides: Record<string, string>) {
  const monitored = await Monitored.start(policy === undefined ? {} : { [POLICY]: policy });
  const answer = await monitored.put('simple', monitored.sink('simple', 't', overrides));
  return { monitored, answer };
}

async function expectRefusal(policy: string, overrides: Record<string, string>, option: string) {
  const { monitored, answer } = await create(policy, overrides);
  expect(answer).toMatchObject({
    status: 400,
    body: {
      message: expect.stringContaining(
        `The '${policy}' policy does not allow '${option}' to be overridden in the connector configuration.`,
      ),
    },
  });
  expect((await monitored.call('GET', '/connectors')).body).toEqual([]);
}

async function expectRunning(policy: string | undefined, overrides: Record<string, string>) {
  const { monitored, answer } = await create(policy, overrides);
  expect(answer.status).toBe(201);
  await monitored.settles('simple', 'RUNNING', 'RUNNING');
}

describe('ConnectorClientPolicyIntegrationTest', () => {
  it('testCreateWithOverridesForNonePolicy', () =>
    expectRefusal('None', { 'consumer.override.client.id': 'test' }, 'client.id'));

  it('testCreateWithNotAllowedOverridesForPrincipalPolicy', () =>
    expectRefusal(
      'Principal',
      { 'consumer.override.sasl.jaas.config': 'sasl', 'consumer.override.auto.offset.reset': 'latest' },
      'auto.offset.reset',
    ));

  it('testCreateWithAllowedOverridesForPrincipalPolicy', () =>
    expectRunning('Principal', { 'consumer.override.security.protocol': 'PLAINTEXT' }));

  it('testCreateWithAllowedOverridesForAllPolicy', () =>
    expectRunning('All', { 'consumer.override.client.id': 'test' }));

  it('testCreateWithNoAllowedOverridesForNonePolicy', () => expectRunning('None', {}));

  it('testCreateWithAllowedOverridesForDefaultPolicy', () =>
    expectRunning(undefined, { 'consumer.override.client.id': 'test' }));

  it('testCreateWithAllowedOverridesForAllowlistPolicy: only what the worker’s list names', async () => {
    const monitored = await Monitored.start({
      [POLICY]: 'Allowlist',
      'connector.client.config.override.allowlist': 'client.id, max.poll.records',
    });
    const allowed = monitored.sink('simple', 't', { 'consumer.override.max.poll.records': '7' });
    await monitored.has('simple', allowed, 'RUNNING', 'RUNNING');
    const refused = await monitored.put(
      'other',
      monitored.sink('other', 't', { 'consumer.override.group.id': 'g' }),
    );
    expect(refused.status).toBe(400);
  });

  it('a policy that does not exist keeps the worker from starting, and the option is named', async () => {
    await expect(Monitored.start({ [POLICY]: 'Some' })).rejects.toThrow(POLICY);
  });
});
