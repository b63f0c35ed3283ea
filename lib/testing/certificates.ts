import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate with its key, as PEM text. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** What a certificate says. Units: days from now; a negative `untilDays` has expired. */
interface CertificateOptions {
  readonly name: string;
  /** DNS names and IPv4 addresses it is for. */
  readonly hosts?: readonly string[];
  readonly isCa?: boolean;
  readonly fromDays?: number;
  readonly untilDays?: number;
}

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const SUBJECT_ALT_NAME = '551d11';

/**
 * Makes an X.509 certificate, signed by `issuer` or by itself, without any tool of the machine.
 *
 * Source: RFC 5280, 4.1; just the fields TLS needs.
 */
export function makeCertificate(options: CertificateOptions, issuer?: TestCertificate): TestCertificate {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { name, hosts = [], isCa = false, fromDays = -2, untilDays = 30 } = options;
  const now = Date.now();
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const tbs = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1 + Math.floor(Math.random() * 126), Math.floor(Math.random() * 256))),
    algorithm,
    distinguishedName(issuer?.name ?? name),
    sequence(time(now + fromDays * DAY_MS), time(now + untilDays * DAY_MS)),
    distinguishedName(name),
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      sequence(
        sequence(
          oid(BASIC_CONSTRAINTS),
          der(0x01, Buffer.of(0xff)),
          der(0x04, sequence(...(isCa ? [der(0x01, Buffer.of(0xff))] : []))),
        ),
        ...(hosts.length > 0
          ? [sequence(oid(SUBJECT_ALT_NAME), der(0x04, sequence(...hosts.map(altName))))]
          : []),
      ),
    ),
  );
  const signature = sign('sha256', tbs, issuer?.privateKey ?? privateKey);
  const whole = sequence(tbs, algorithm, der(0x03, Buffer.of(0), signature));
  return {
    cert: toPem('CERTIFICATE', whole),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    name,
    privateKey,
  };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function distinguishedName(name: string): Buffer {
  return sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(name)))));
}

function time(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return der(0x18, Buffer.from(`${text}Z`));
}

function altName(host: string): Buffer {
  const octets = host.split('.').map(Number);
  const isAddress = octets.length === 4 && octets.every((octet) => octet >= 0 && octet <= 255);
  return isAddress ? der(0x87, Buffer.from(octets)) : der(0x82, Buffer.from(host));
}

function toPem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
