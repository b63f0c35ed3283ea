import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '@/lib/testing/certificates';
import { readServerConfig } from './config';
import { readConfigFile } from './config-file';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-yaml-'));
  file = join(folder, 'sluice.yaml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string, env: Record<string, string> = {}) {
  writeFileSync(file, text);
  return readConfigFile(file, env);
}

describe('the YAML file', () => {
  test('sets clusters with everything they are reached with', () => {
    const ca = makeCertificate({ name: 'CA', isCa: true });
    const own = makeCertificate({ name: 'sluice' }, ca);
    writeFileSync(join(folder, 'ca.pem'), ca.cert);
    writeFileSync(join(folder, 'own.pem'), own.cert);
    writeFileSync(join(folder, 'own.key'), own.key);
    writeFileSync(join(folder, 'password'), 'from-file\n');
    const clusters = read(
      `clusters:
  - name: Prod EU
    urls: [https://c1:8443, https://c2:8443/]
    auth:
      type: basic
      username: ada
      password: \${file:password}
    headers:
      X-Tenant: a-\${env:TENANT}-b
    tls:
      caFile: ca.pem
      certFile: own.pem
      keyFile: ${join(folder, 'own.key')}
  - name: open
    urls: [http://h:8083]
  - name: oauth
    urls: [http://i:8083]
    auth: {type: oauth2, tokenUrl: "https://login/t", clientId: c, clientSecret: "\${env:SECRET}"}
`,
      { TENANT: 't1', SECRET: 's1' },
    );
    expect(clusters).toMatchObject([
      {
        id: 'prod-eu',
        urls: ['https://c1:8443', 'https://c2:8443'],
        origin: 'file',
        source: file,
        access: {
          auth: { type: 'basic', username: 'ada', password: 'from-file' },
          headers: [{ name: 'X-Tenant', value: 'a-t1-b' }],
          tls: { ca: ca.cert.trim(), cert: own.cert.trim(), key: own.key.trim() },
        },
        shown: { tls: { cert: { subject: 'CN=sluice' } } },
      },
      { id: 'open', access: { auth: { type: 'none' } } },
      { id: 'oauth', access: { auth: { clientSecret: 's1', scope: null } } },
    ]);
  });

  const head = 'clusters:\n  - name: prod\n    urls: [http://c1:8083]\n';
  test.each([
    ['no YAML', 'clusters: [', /sluice\.yaml:1: /],
    ['a misspelt field', `${head}    atuh: {type: none}\n`, /:4: clusters\.0\.atuh: is not known here/],
    ['no URL', 'clusters:\n  - name: prod\n', /:2: clusters\.0\.urls: /],
    [
      'a URL that cannot be used',
      'clusters:\n  - name: p\n    urls: [ftp://x]',
      /:3: clusters\.0\.urls: A worker URL starts/,
    ],
    ['an unknown authentication', `${head}    auth:\n      type: magic\n`, /:5: clusters\.0\.auth\.type: /],
    [
      'no password',
      `${head}    auth:\n      type: basic\n      username: a\n`,
      /:5: clusters\.0\.auth\.password: Give the pass/,
    ],
    [
      'a variable that is not set',
      `${head}    auth: {type: bearer, token: "\${env:NOPE}"}`,
      /:4: clusters\.0\.auth\.token: the variable NOPE is not set/,
    ],
    [
      'a file that is not there',
      `${head}    auth: {type: bearer, token: "\${file:nope}"}`,
      /:4: clusters\.0\.auth\.token: the file nope cannot be read \(ENOENT\)/,
    ],
    [
      'a header that cannot be sent',
      `${head}    headers:\n      Host: x\n`,
      /:5: clusters\.0\.headers\.Host: The connection sets/,
    ],
    [
      'a CA file that is not there',
      `${head}    tls:\n      caFile: nope.pem\n`,
      /:5: clusters\.0\.tls\.caFile: cannot be read/,
    ],
    [
      'a CA twice',
      `${head}    tls:\n      ca: x\n      caFile: y\n`,
      /:6: clusters\.0\.tls\.caFile: give ca or caFile/,
    ],
    [
      'a CA that is none',
      `${head}    tls:\n      ca: hidden-text\n`,
      /:5: clusters\.0\.tls\.ca: CA certificate: no PEM/,
    ],
    [
      'a number for a secret',
      `${head}    auth: {type: bearer, token: 12345}`,
      /:4: clusters\.0\.auth\.token: /,
    ],
  ])('%s is an error with file, line and field', (_name, text, words) => {
    expect(() => read(text)).toThrow(words);
  });

  test.each([
    `${head}    auth: {type: bearer, token: topsecret topsecret}`,
    `${head}    auth: {type: bearer, token: *topsecret}`,
    `${head}    auth: {type: basic, username: "a:b", password: topsecret}`,
    `${head}    tls: {cert: topsecret, key: topsecret}`,
    'clusters:\n  - name: p\n    urls: ["http://u:topsecret@169.254.169.254"]',
  ])('no error repeats a secret: %#', (text) => {
    expect(() => read(text)).toThrow(/sluice\.yaml:\d+: /);
    expect(() => read(text)).not.toThrow(/topsecret/);
  });

  test('comes beside the variable, and a name that is there twice is refused', () => {
    writeFileSync(file, 'clusters: [{name: b, urls: ["http://h2:1"]}]');
    const env = { SLUICE_CONFIG: 'sluice.yaml', SLUICE_CLUSTERS: 'a=http://u:p%40@h1:1' };
    const config = readServerConfig(env, folder);
    expect(config.clusters).toMatchObject([
      { id: 'a', urls: ['http://h1:1'], access: { auth: { type: 'basic', username: 'u', password: 'p@' } } },
      { id: 'b', origin: 'file', source: file },
    ]);
    expect(() => readServerConfig({ ...env, SLUICE_CLUSTERS: 'B=http://h1:1' }, folder)).toThrow(
      `${file}: "b" is there twice`,
    );
  });

  test('that is empty sets nothing', () => {
    expect(read('clusters: []')).toEqual([]);
    expect(() => read('')).toThrow(/the file: /);
  });
});
