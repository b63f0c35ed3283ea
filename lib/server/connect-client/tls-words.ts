import 'server-only';

/** What Node tells of a failed handshake. */
interface TlsFailure extends Error {
  readonly code?: string | undefined;
  readonly cert?: { readonly subjectaltname?: string; readonly subject?: { readonly CN?: string } };
}

const TLS_CODES =
  /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|ERR_OSSL|INVALID_CA|PATH_LENGTH|INVALID_PURPOSE|CRL_)/;

/** Says whether a failure came from TLS. */
export function isTlsFailure(code: string): boolean {
  return TLS_CODES.test(code);
}

/** Says whether the other side ended the handshake for want of a certificate: then it has read no request. */
export function isClientCertificateRefusal(error: Error & { code?: string | undefined }): boolean {
  return /certificate.?required|alert.(bad|unknown|revoked|expired|unsupported).?certificate|alert.unknown.?ca|alert number (42|43|44|45|46|48|116)\b/i.test(
    `${error.code ?? ''} ${error.message}`.replaceAll('_', ' '),
  );
}

/** Why a TLS connection was not made, in words for people and with the way out. `host` as in the URL. */
export function describeTlsFailure(error: TlsFailure, host: string): string {
  const code = error.code ?? '';
  const name = host.replace(/:\d+$/, '');
  if (code === 'CERT_HAS_EXPIRED') return `The certificate of ${host} has expired.`;
  if (code === 'CERT_NOT_YET_VALID')
    return `The certificate of ${host} is not valid yet; are the clocks right?`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    const names = (error.cert?.subjectaltname ?? error.cert?.subject?.CN ?? '').replaceAll('DNS:', '');
    return `The certificate of ${host} is for ${names.slice(0, 200) || 'another name'}, not for ${name}.`;
  }
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') {
    return `The certificate of ${host} is self-signed: add it as CA certificate if you trust it.`;
  }
  if (/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_UNTRUSTED|INVALID_CA/.test(code)) {
    return `The certificate of ${host} is signed by an authority that is not trusted here: add its CA certificate.`;
  }
  return describeHandshake(error, host);
}

function describeHandshake(error: TlsFailure, host: string): string {
  if (isClientCertificateRefusal(error)) {
    return `${host} asks for a client certificate, or refused the one it got.`;
  }
  const words = `${error.code ?? ''} ${error.message}`.replaceAll('_', ' ');
  if (/protocol.version|unsupported.protocol|version.too.low|alert number 70\b/i.test(words)) {
    return `${host} offers only TLS 1.1 or older, which is not safe: TLS 1.2 is needed.`;
  }
  if (/wrong version number|packet length too long|http request/i.test(words)) {
    return `${host} does not speak TLS: is the URL http:// and not https://?`;
  }
  if (/handshake.failure|alert number 40\b/i.test(words)) {
    return `${host} broke off the TLS handshake: it asks for a client certificate, or shares no cipher with us.`;
  }
  const alert = /SSL routines:[^:]*:([^:]+)/.exec(error.message)?.[1] ?? error.message.split('\n')[0] ?? '';
  return `No TLS connection with ${host}: ${alert.slice(0, 200)}.`;
}
