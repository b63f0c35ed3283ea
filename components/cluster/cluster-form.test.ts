import { describe, expect, it } from 'vitest';
import { ClusterInput } from '@/lib/api/clusters';
import { aCluster } from '@/lib/testing/builders';
import { fieldOfPath, isMoved, moveUserInfo, toDraft, toFields } from './cluster-form';

const stored = aCluster({
  access: {
    auth: { type: 'oauth2', tokenUrl: 'https://login/t', clientId: 'c', scope: null },
    headers: ['X-Key'],
    tls: { ca: { subject: 'CN=CA', expiresAt: 0 }, cert: null },
    isOpen: true,
  },
});

describe('the fields of a cluster', () => {
  it('that nobody touched send no secret, so that each stays as it is stored', () => {
    expect(ClusterInput.parse(toDraft(toFields(stored)))).toEqual({
      name: 'Local',
      urls: ['http://127.0.0.1:8083'],
      auth: { type: 'oauth2', tokenUrl: 'https://login/t', clientId: 'c', scope: null },
      headers: [{ name: 'X-Key' }],
      tls: {},
    });
  });

  it('send what was typed, and null for what is to be removed', () => {
    const fields = {
      ...toFields(stored),
      ca: 'PEM',
      dropsCert: true,
      authType: 'bearer',
      token: 't',
    } as const;
    expect(toDraft(fields)).toMatchObject({
      auth: { type: 'bearer', token: 't' },
      tls: { ca: 'PEM', cert: null, key: null },
    });
  });

  it.each([
    ['urls.3', 'urls'],
    ['auth.clientSecret', 'clientSecret'],
    ['headers.1.value', 'headers.1.value'],
    ['headers.1', 'headers.1.name'],
    ['tls.key', 'key'],
    ['body', undefined],
    ['auth.x', undefined],
  ])('an error at %s is shown at %s', (path, field) => {
    expect(fieldOfPath(path)).toBe(field);
  });

  it('know when stored secrets would go elsewhere', () => {
    expect(isMoved(stored, 'http://127.0.0.1:8083/base')).toBe(false);
    expect(isMoved(stored, '')).toBe(false);
    for (const url of ['https://127.0.0.1:8083', 'http://127.0.0.1:8084', 'http://other:8083']) {
      expect(isMoved(stored, `http://127.0.0.1:8083\n${url}`)).toBe(true);
    }
    expect(isMoved(undefined, 'http://other')).toBe(false);
  });

  it('take user and password out of a pasted URL', () => {
    expect(moveUserInfo('http://a:b@c1:8083\nhttp://c2:8083')).toEqual({
      urls: 'http://c1:8083\nhttp://c2:8083',
      authType: 'basic',
      username: 'a',
      password: 'b',
    });
    expect(moveUserInfo('http://c1:8083')).toBeUndefined();
  });
});
