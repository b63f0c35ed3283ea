import 'server-only';
import { BlockList, isIP } from 'node:net';
import { ConfigError } from './config-error';

const VARIABLE = 'SLUICE_REFUSED_ADDRESSES';
let known: { text: string; ranges: BlockList } | undefined;

/**
 * Address ranges nothing may be asked at, beside those that are always refused: `10.0.0.0/8,192.168.1.7,fd00::/8`.
 *
 * Errors: ConfigError naming the part that is no range.
 */
export function refusedRanges(env: Readonly<Record<string, string | undefined>> = process.env): BlockList {
  const text = env[VARIABLE] ?? '';
  if (known?.text !== text) known = { text, ranges: parseRanges(text) };
  return known.ranges;
}

function parseRanges(text: string): BlockList {
  const ranges = new BlockList();
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [address = '', bits, ...rest] = part.split('/');
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : Number(bits);
    const isRange = family !== 0 && rest.length === 0 && bits !== '' && Number.isInteger(prefix);
    if (!isRange || prefix < 0 || prefix > most) {
      throw new ConfigError(VARIABLE, `"${part.slice(0, 60)}" is not an address or a range like 10.0.0.0/8`);
    }
    ranges.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return ranges;
}
