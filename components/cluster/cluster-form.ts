import type { Path } from 'react-hook-form';
import type { ClusterDraft, ClusterSummary } from '@/lib/api/clusters';
import { takeUserInfo } from '@/lib/connect/user-info';

/** What the dialog's fields hold. Secrets begin empty: empty means "as stored". */
export interface ClusterFields {
  name: string;
  /** One URL a line. */
  urls: string;
  authType: 'none' | 'basic' | 'bearer' | 'oauth2';
  username: string;
  password: string;
  token: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  /** `isStored`: this name has a value on the server. */
  headers: { name: string; value: string; isStored: boolean }[];
  ca: string;
  cert: string;
  key: string;
  /** What is stored is to be removed. */
  dropsCa: boolean;
  dropsCert: boolean;
}

/** Fields that show a registered cluster, or empty ones. */
export function toFields(cluster: ClusterSummary | undefined): ClusterFields {
  const auth = cluster?.access.auth ?? { type: 'none' as const };
  return {
    name: cluster?.name ?? '',
    urls: cluster?.urls.join('\n') ?? '',
    authType: auth.type,
    username: auth.type === 'basic' ? auth.username : '',
    password: '',
    token: '',
    tokenUrl: auth.type === 'oauth2' ? auth.tokenUrl : '',
    clientId: auth.type === 'oauth2' ? auth.clientId : '',
    clientSecret: '',
    scope: auth.type === 'oauth2' ? (auth.scope ?? '') : '',
    headers: (cluster?.access.headers ?? []).map((name) => ({ name, value: '', isStored: true })),
    ca: '',
    cert: '',
    key: '',
    dropsCa: false,
    dropsCert: false,
  };
}

/** What is sent for these fields. */
export function toDraft(fields: ClusterFields): ClusterDraft {
  return {
    name: fields.name,
    urls: splitUrls(fields.urls),
    auth: toAuth(fields),
    headers: fields.headers.map(({ name, value }) => ({ name, ...typed('value', value) })),
    tls: {
      ...(fields.dropsCa ? { ca: null } : {}),
      ...(fields.dropsCert ? { cert: null, key: null } : {}),
      // What is typed replaces, also what was marked to be removed.
      ...typed('ca', fields.ca),
      ...typed('cert', fields.cert),
      ...typed('key', fields.key),
    },
  };
}

function toAuth(fields: ClusterFields): ClusterDraft['auth'] {
  switch (fields.authType) {
    case 'none':
      return { type: 'none' };
    case 'basic':
      return { type: 'basic', username: fields.username, ...typed('password', fields.password) };
    case 'bearer':
      return { type: 'bearer', ...typed('token', fields.token) };
    case 'oauth2': {
      const { tokenUrl, clientId, scope, clientSecret } = fields;
      return {
        type: 'oauth2',
        tokenUrl,
        clientId,
        scope: scope || null,
        ...typed('clientSecret', clientSecret),
      };
    }
  }
}

function typed<K extends string>(key: K, text: string): { [P in K]?: string } {
  return text === '' ? {} : ({ [key]: text } as { [P in K]?: string });
}

/** The URLs of a text: one a line, or with commas between. */
export function splitUrls(text: string): string[] {
  return text.split(/[\s,]+/).filter((url) => url !== '');
}

/** The field that a path of the API's input is typed in: `auth.password` → `password`, `urls.0` → `urls`. */
export function fieldOfPath(path: string): Path<ClusterFields> | undefined {
  const [first = '', second = '', third = ''] = path.split('.');
  if (first === 'name' || first === 'urls') return first;
  if (first === 'headers') {
    return third === 'value' ? `headers.${Number(second)}.value` : `headers.${Number(second)}.name`;
  }
  if (first === 'tls') return second === 'ca' || second === 'cert' || second === 'key' ? second : undefined;
  return AUTH_FIELDS.find((field) => first === 'auth' && field === second);
}

/** The id of the control a field is typed in. */
export function idOfField(field: Path<ClusterFields>): string {
  return `cluster-${field.replaceAll('.', '-')}`;
}

const AUTH_FIELDS = [
  ...(['username', 'password', 'token', 'tokenUrl', 'clientId', 'clientSecret', 'scope'] as const),
];

/** Says whether a stored secret would have to go to an address it was not given for. */
export function isMoved(cluster: ClusterSummary | undefined, urls: string): boolean {
  if (!cluster) return false;
  const known = new Set(cluster.urls.map((url) => new URL(url).origin));
  return splitUrls(urls).some((url) => URL.canParse(url) && !known.has(new URL(url).origin));
}

/** Takes `user:pass@` out of pasted URLs. Returns undefined when there is none. */
export function moveUserInfo(
  urls: string,
): Pick<ClusterFields, 'urls' | 'authType' | 'username' | 'password'> | undefined {
  const taken = splitUrls(urls).map(takeUserInfo);
  const userInfo = taken.find((one) => one.userInfo)?.userInfo;
  if (!userInfo) return undefined;
  return { urls: taken.map(({ url }) => url).join('\n'), authType: 'basic', ...userInfo };
}
