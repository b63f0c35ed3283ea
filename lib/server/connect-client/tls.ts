import 'server-only';
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { CertificateInfo } from '@/lib/api/cluster-access';
import { ValidationError } from '@/lib/base/errors';

/** What a TLS connection is made with. Shape: PEM text; a missing `ca` means the public authorities. */
export interface TlsOptions {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
  readonly minVersion: 'TLSv1.2';
}

/** Own certificates of a cluster as PEM text, null for what is not set. */
export interface TlsMaterial {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Options for connections to workers: with an own CA, nobody else may sign. */
export function toTlsOptions({ ca, cert, key }: TlsMaterial): TlsOptions {
  return {
    ...(ca === null ? {} : { ca: blocksOf(ca) }),
    ...(cert === null || key === null ? {} : { cert, key }),
    minVersion: 'TLSv1.2',
  };
}

/** Options for other servers of the same owner, a token server: the own CA counts beside the public ones. */
export function toOutsideTlsOptions({ ca }: TlsMaterial): TlsOptions {
  return {
    ...(ca === null ? {} : { ca: [...rootCertificates, ...blocksOf(ca)] }),
    minVersion: 'TLSv1.2',
  };
}

/**
 * Checks certificates and key before they are kept.
 *
 * Errors: ValidationError that names the field (`tls.ca`, `tls.cert`, `tls.key`) and never repeats its content.
 */
export function checkTls({ ca, cert, key }: TlsMaterial): void {
  if (ca !== null) certificatesOf(ca, 'tls.ca', 'CA certificate');
  if (cert === null && key === null) return;
  if (cert === null) throw invalid('tls.cert', 'Give the certificate that belongs to the private key.');
  if (key === null) throw invalid('tls.key', 'Give the private key of the client certificate.');
  const [leaf] = certificatesOf(cert, 'tls.cert', 'Client certificate');
  const parsed = privateKeyOf(key);
  if (!leaf?.checkPrivateKey(parsed)) {
    throw invalid('tls.key', 'This private key does not belong to the client certificate.');
  }
}

/** Subject and expiry of the first certificate of a PEM text; null when there is none. */
export function certificateInfo(pem: string | null): CertificateInfo | null {
  const [block] = pem === null ? [] : blocksOf(pem);
  if (block === undefined) return null;
  const { subject, validTo } = new X509Certificate(block);
  return { subject: subject.split('\n').join(', '), expiresAt: Date.parse(validTo) };
}

function blocksOf(pem: string): string[] {
  return pem.match(CERTIFICATE) ?? [];
}

function certificatesOf(pem: string, field: string, what: string): X509Certificate[] {
  const blocks = blocksOf(pem);
  if (blocks.length === 0) {
    throw invalid(field, `${what}: no PEM block (-----BEGIN CERTIFICATE-----) is in it.`);
  }
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (cause) {
    throw invalid(field, `${what}: the PEM block is damaged.`, cause);
  }
}

function privateKeyOf(pem: string): KeyObject {
  if (/ENCRYPTED/.test(pem)) {
    throw invalid(
      'tls.key',
      'Private key: it is encrypted; give it without a passphrase, it is stored encrypted.',
    );
  }
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw invalid('tls.key', 'Private key: this is no private key in PEM form.', cause);
  }
}

function invalid(field: string, why: string, cause?: unknown): ValidationError {
  return new ValidationError(why, { [field]: [why] }, cause === undefined ? {} : { cause });
}
