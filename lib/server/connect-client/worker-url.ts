import 'server-only';
import { lookup as dnsLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ValidationError } from '@/lib/base/errors';
import { refusedRanges } from '../config/refused-ranges';

/** Addresses nobody runs a worker on, but where cloud metadata and link-local services listen: always refused. */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('0.0.0.0', 8, 'ipv4');
refused.addSubnet('224.0.0.0', 3, 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addSubnet('ff00::', 8, 'ipv6');
refused.addAddress('fd00:ec2::254', 'ipv6');
refused.addAddress('::', 'ipv6');
// The link-local block again, as IPv4 written inside IPv6: translated, compatible, NAT64, 6to4.
refused.addSubnet('::ffff:0:a9fe:0', 112, 'ipv6');
refused.addSubnet('::a9fe:0', 112, 'ipv6');
refused.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
refused.addSubnet('2002:a9fe::', 32, 'ipv6');

/** Says whether an address may never be connected to; IPv4-mapped forms count as what they map to. */
export function isRefusedAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(plain);
  if (family === 0) return false;
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  return refused.check(plain, kind) || refusedRanges().check(plain, kind);
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
  const url = parseUrl(text, 'A worker URL', 'http://host:8083');
  if (url.search !== '') throw new ValidationError('A worker URL has no "?" part.');
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
}

/** Checks the URL that grants tokens; path and query are kept. Errors: as `parseWorkerUrl`. */
export function parseTokenUrl(text: string): string {
  return parseUrl(text, 'A token URL', 'https://login.example/oauth2/token').href;
}

function parseUrl(text: string, what: string, example: string): URL {
  if (!URL.canParse(text.trim())) throw new ValidationError(`${what} looks like ${example}.`);
  const url = new URL(text.trim());
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ValidationError(`${what} starts with http:// or https://.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new ValidationError(`${what} has no user and password in it: they belong to the authentication.`);
  }
  if (url.hash !== '') throw new ValidationError(`${what} has no "#" part.`);
  if (isRefusedAddress(url.hostname)) {
    const why = 'a link-local or reserved address, or one of SLUICE_REFUSED_ADDRESSES';
    throw new ValidationError(`${url.hostname} is ${why}; nothing is asked there.`);
  }
  return url;
}
