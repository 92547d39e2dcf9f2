/** A plain object out of YAML or JSON. */
type Plain = Record<string, unknown>;

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Lays a patch over a value, deep: objects are merged key by key, null takes a key away, everything else (lists
 * too) replaces what was there. Neither argument is changed.
 */
export function patched(base: unknown, patch: unknown): unknown {
  if (!isPlain(base) || !isPlain(patch)) return structuredClone(patch);
  const result: Plain = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = patched(result[key], value);
  }
  return result;
}
