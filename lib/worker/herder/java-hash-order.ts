/**
 * Orders keys as a Java `HashMap` filled in the given order would list them, so that answers list what Apache's list,
 * in its order.
 *
 * Source: `java.util.HashMap` (table of a power of two, load factor 0.75, order of insertion within a bucket).
 */
export function javaHashOrder(keys: Iterable<string>): string[] {
  const all = [...keys];
  let buckets = 16;
  while (all.length > buckets * 0.75) buckets *= 2;
  const mask = buckets - 1;
  return all
    .map((key) => ({ key, bucket: bucketOf(key, mask) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ key }) => key);
}

function bucketOf(key: string, mask: number): number {
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return (hash ^ (hash >>> 16)) & mask;
}
