/**
 * Chooses the partition of a record: the one it names, else by its key, else the one whose turn it is.
 *
 * Source: kafka `BuiltInPartitioner`, `Utils#murmur2`.
 */
export function choosePartition(
  named: number | null | undefined,
  key: Uint8Array | string | null,
  count: number,
  turn = 0,
): number {
  if (named !== null && named !== undefined) return named;
  if (count === 1) return 0;
  if (key === null) return turn % count;
  return (murmur2(typeof key === 'string' ? Buffer.from(key) : key) & 0x7fffffff) % count;
}

function murmur2(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const m = 0x5bd1e995;
  let hash = 0x9747b28c ^ bytes.length;
  const whole = bytes.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let k = Math.imul(view.getInt32(at, true), m);
    k ^= k >>> 24;
    hash = Math.imul(hash, m) ^ Math.imul(k, m);
  }
  const rest = bytes.length & 3;
  if (rest >= 3) hash ^= view.getUint8(whole + 2) << 16;
  if (rest >= 2) hash ^= view.getUint8(whole + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ view.getUint8(whole), m);
  hash = Math.imul(hash ^ (hash >>> 13), m);
  return hash ^ (hash >>> 15);
}
