import { z } from 'zod';

const Secret = z.string().min(1).max(16_384);
const PEM_MAX = 65_536;

/** A bearer token as RFC 6750 allows it in a header: visible ASCII. */
const Token = z
  .string()
  .trim()
  .max(16_384)
  .regex(/^[\x21-\x7e]+$/, 'A token has no spaces, line breaks or letters beyond ASCII.');

/**
 * How the console signs in to the workers of a cluster, as typed. A secret that is absent stays as it is stored.
 * `oauth2` is the client-credentials grant (RFC 6749, 4.4).
 */
export const ClusterAuthInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({
    type: z.literal('basic'),
    username: z
      .string()
      .min(1, 'Give the user name.')
      .max(256)
      .refine((name) => !name.includes(':'), 'A user name has no colon.'),
    password: Secret.optional(),
  }),
  z.strictObject({ type: z.literal('bearer'), token: Token.optional() }),
  z.strictObject({
    type: z.literal('oauth2'),
    tokenUrl: z.string().trim().min(1, 'Give the token URL.').max(2000),
    clientId: z.string().trim().min(1, 'Give the client id.').max(500),
    clientSecret: Secret.optional(),
    scope: z.string().trim().max(1000).nullable().default(null),
  }),
]);
export type ClusterAuthInput = z.infer<typeof ClusterAuthInput>;

/** Headers that the connection itself sets, or that would change what a worker reads. Lower case. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  ...['host', 'connection', 'content-length', 'content-type', 'content-encoding', 'transfer-encoding'],
  ...['accept', 'accept-encoding', 'expect', 'keep-alive', 'te', 'trailer', 'upgrade', 'range'],
  ...['proxy-authorization', 'proxy-connection', 'x-http-method-override', 'user-agent', '__proto__'],
]);

const HeaderName = z
  .string()
  .trim()
  .min(1, 'Give the header a name.')
  .max(100)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'A header name has letters, digits and dashes.')
  .refine((name) => !OWN_HEADERS.has(name.toLowerCase()), 'The connection sets this header itself.');

const HeaderValue = z
  .string()
  .min(1, 'Give the header a value.')
  .max(8192)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'A header value has no line breaks or control characters.');

/** Extra headers of every request; a value that is absent stays as it is stored. */
export const ClusterHeadersInput = z
  .array(z.strictObject({ name: HeaderName, value: HeaderValue.optional() }))
  .max(20, 'At most 20 headers.')
  .superRefine((headers, context) => {
    headers.forEach(({ name }, index) => {
      const first = headers.findIndex((other) => other.name.toLowerCase() === name.toLowerCase());
      if (first === index) return;
      context.addIssue({ code: 'custom', path: [index, 'name'], message: `${name} is there twice.` });
    });
  });

const Pem = z.string().trim().min(1).max(PEM_MAX, 'At most 64 KiB.');

/** Certificates and key as PEM text: absent stays as it is stored, null removes it. */
export const ClusterTlsInput = z.strictObject({
  /** Who may sign the workers' certificates, instead of the public authorities. */
  ca: Pem.nullable().optional(),
  cert: Pem.nullable().optional(),
  key: Pem.nullable().optional(),
});
export type ClusterTlsInput = z.infer<typeof ClusterTlsInput>;

/** How the console signs in, without anything secret. */
export const ClusterAuth = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('basic'), username: z.string() }),
  z.object({ type: z.literal('bearer') }),
  z.object({
    type: z.literal('oauth2'),
    tokenUrl: z.string(),
    clientId: z.string(),
    scope: z.string().nullable(),
  }),
]);
export type ClusterAuth = z.infer<typeof ClusterAuth>;

/** What is shown of a certificate. Units: `expiresAt` ms since the epoch. */
export const CertificateInfo = z.object({ subject: z.string(), expiresAt: z.number() });
export type CertificateInfo = z.infer<typeof CertificateInfo>;

/** What is set to reach a cluster. `isOpen` false: it was stored with another key and cannot be used. */
export const ClusterAccess = z.object({
  auth: ClusterAuth,
  headers: z.array(z.string()),
  tls: z.object({ ca: CertificateInfo.nullable(), cert: CertificateInfo.nullable() }),
  isOpen: z.boolean(),
});
export type ClusterAccess = z.infer<typeof ClusterAccess>;
