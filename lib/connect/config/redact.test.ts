import { describe, expect, test } from 'vitest';
import { isSecret, maskConfig, replaceSecrets, scrub, secretSpellings } from './redact.ts';

const REFERENCE = ['$', '{file:/secrets:db}'].join('');

const known = { names: new Set(['db.pw', 'file']), passwords: new Set(['db.pw']) };

describe('isSecret', () => {
  test.each([
    ['db.pw', 'x'],
    ['database.password', 'x'],
    ['connection.password', 'x'],
    ['sasl.jaas.config', 'x'],
    ['producer.override.sasl.jaas.config', 'x'],
    ['basic.auth.user.info', 'a:b'],
    ['aws.access.key.id', 'x'],
    ['aws.secret.access.key', 'x'],
    ['api.key', 'x'],
    ['s3.privateKey', 'x'],
    ['oauth.client.secret', 'x'],
    ['github.token', 'x'],
    ['ssl.keystore.passphrase', 'x'],
    ['url', 'jdbc:x://h/db?user=a&password=b'],
    ['endpoint', 'https://user:pw@host/x'],
    ['note', '-----BEGIN PRIVATE KEY-----\nabc'],
    ['note', 'AKIAABCDEFGHIJKLMNOP'],
    ['url', `jdbc:x?password=${REFERENCE}`],
  ])('%s=%s is', (key, value) => {
    expect(isSecret(key, value, known)).toBe(true);
  });

  test.each([
    ['file', '/data/in.txt'],
    ['key.converter', 'org.apache.kafka.connect.storage.StringConverter'],
    ['database.password', REFERENCE],
    ['database.password', ''],
    ['topics', 'orders'],
    ['url', 'jdbc:postgresql://db:5432/shop'],
    ['tasks.max', '4'],
  ])('%s=%s is not', (key, value) => {
    expect(isSecret(key, value, known)).toBe(false);
  });

  test('without definitions everything that is not known to be harmless is', () => {
    expect(isSecret('db.pw', 'opensesame', undefined)).toBe(true);
    expect(isSecret('strange.option', 'some words', undefined)).toBe(true);
    expect(isSecret('tasks.max', '4', undefined)).toBe(false);
    expect(isSecret('connector.class', 'FileStreamSink', undefined)).toBe(false);
    expect(isSecret('value.converter', 'org.x.JsonConverter', undefined)).toBe(false);
  });
});

test('how a secret is come by is none, unless the value is something else', () => {
  const source = 'value.converter.basic.auth.credentials.source';
  expect(isSecret(source, 'USER_INFO', undefined)).toBe(false);
  expect(isSecret(source, 'ada:lovelace', undefined)).toBe(true);
  const provider = 's3.credentials.provider.class';
  expect(isSecret(provider, 'com.amazonaws.auth.DefaultAWSCredentialsProviderChain', undefined)).toBe(false);
  expect(isSecret(provider, 's3cr3t', undefined)).toBe(true);
});

test('a masked entry has no value', () => {
  expect(maskConfig({ file: '/x', 'db.pw': 'hunter2' }, known)).toEqual([
    { key: 'file', value: '/x', masked: false },
    { key: 'db.pw', value: null, masked: true },
  ]);
});

test('secrets are replaced in every spelling', () => {
  const spellings = secretSpellings({ 'db.pw': 'p&ss wörd', url: 'jdbc:x?user=a&password=s3cretpw' }, known);
  const text = `p&ss wörd ${encodeURIComponent('p&ss wörd')} ${Buffer.from('p&ss wörd').toString('base64')} s3cretpw`;
  expect(replaceSecrets(text, spellings)).toBe('[secret] [secret] [secret] [secret]');
});

test('what gives itself away is scrubbed from any text', () => {
  expect(scrub('login failed: password=abc123; url http://u:p@h/x')).toBe(
    'login failed: password=[secret]; url http://[secret]@h/x',
  );
});

test('hostile text takes time in proportion to its length', () => {
  for (const unit of ['z', '://', 'password=', 'a:b@', '-----BEGIN PRIVATE KEY-----', '://a:']) {
    const text = unit.repeat(Math.ceil(500_000 / unit.length));
    const startedAt = performance.now();
    scrub(text);
    isSecret('x', text, known);
    expect(performance.now() - startedAt, unit).toBeLessThan(3_000);
  }
});
