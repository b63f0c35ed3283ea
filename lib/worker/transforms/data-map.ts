/** Schemaless data with named members: a plain object, as JSON is read, or a Map. */
export type DataMap = Map<unknown, unknown> | Readonly<Record<string, unknown>>;

/** The member of that name, null when there is none; `constructor` finds nothing in a plain object. */
export function getMember(map: DataMap, name: string): unknown {
  if (map instanceof Map) return map.get(name) ?? null;
  return Object.hasOwn(map, name) ? (map[name] ?? null) : null;
}

/** The members in their order. */
export function membersOf(map: DataMap): Iterable<[string, unknown]> {
  return map instanceof Map ? (map as Map<string, unknown>) : Object.entries(map);
}

/** A new, empty map of the same kind. A plain one has no prototype, so any name is safe. */
export function emptyLike(map: DataMap): DataMap {
  return map instanceof Map ? new Map() : (Object.create(null) as Record<string, unknown>);
}

/** A shallow copy of the same kind. */
export function copyMap(map: DataMap): DataMap {
  return map instanceof Map ? new Map(map) : (Object.assign(Object.create(null), map) as DataMap);
}

/** Sets a member of a map that was made here. */
export function setMember(map: DataMap, name: string, value: unknown): void {
  if (map instanceof Map) map.set(name, value);
  else (map as Record<string, unknown>)[name] = value;
}

/** Removes a member of a map that was made here. */
export function deleteMember(map: DataMap, name: string): void {
  if (map instanceof Map) map.delete(name);
  else delete (map as Record<string, unknown>)[name];
}
