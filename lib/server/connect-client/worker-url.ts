import 'server-only';
import { lookup as dnsLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ValidationError } from '@/lib/base/errors';

/** Addresses nobody runs a worker on, but where cloud metadata and link-local services listen. */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('0.0.0.0', 8, 'ipv4');
refused.addSubnet('224.0.0.0', 3, 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addSubnet('ff00::', 8, 'ipv6');
refused.addAddress('fd00:ec2::254', 'ipv6');
refused.addAddress('::', 'ipv6');

/** Says whether an address may never be connected to; IPv4-mapped forms count as what they map to. */
export function isRefusedAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(plain);
  if (family === 0) return false;
  return refused.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/** A host name looks up to a refused address: thrown inside `lookup`, before anything is sent. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
}

/**
 * Looks a host up and hands on only addresses that may be connected to, on every connect anew.
 *
 * Errors: RefusedAddressError when any of the host's addresses is refused, so that a name cannot mix them.
 */
export const safeLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 4);
    const bad = addresses.find(({ address }) => isRefusedAddress(address));
    if (bad) return callback(new RefusedAddressError(`${hostname} leads to ${bad.address}`), '', 4);
    const first = addresses[0];
    if (options.all) return callback(null, addresses);
    return callback(null, first?.address ?? '', first?.family ?? 4);
  });
};

/**
 * Checks and normalises a worker URL somebody typed.
 *
 * Shape: `scheme://host[:port][/base/path]` without a trailing slash. Errors: ValidationError in plain words; it
 * never repeats a password that was pasted in.
 */
export function parseWorkerUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw new ValidationError('A worker URL looks like http://host:8083.');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ValidationError('A worker URL starts with http:// or https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new ValidationError('Leave user and password out of the URL; signing in to workers comes later.');
  }
  if (url.hash !== '' || url.search !== '') {
    throw new ValidationError('A worker URL has no "?" and no "#" part.');
  }
  if (isRefusedAddress(url.hostname)) {
    throw new ValidationError(`${url.hostname} is a link-local or reserved address; no worker may be there.`);
  }
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
}
