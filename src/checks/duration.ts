const UNITS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** `1m2.5s`, `674.603ms` or `2d3h` in milliseconds; undefined when there is no length of time in it. */
export function milliseconds(text: string): number | undefined {
  const parts = [...text.matchAll(/(?<count>\d{1,6}(?:\.\d{1,12})?)(?<unit>ms|[dhms])/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, { groups }) => sum + Number(groups?.count) * (UNITS[groups?.unit ?? ''] ?? 0), 0);
}

/** How long a pull took, after `Successfully pulled image "..."`: `in 674.603005ms`, `in 1m2.5s (1m3s including waiting)`. */
export const TOOK = /\bin (?<took>(?:\d{1,3}h)?(?:\d{1,3}m(?!s))?(?:\d{1,6}(?:\.\d{1,12})?(?:ms|s))?)(?!\w)/;

/** How long a pull took, as its message tells. */
export function tookIn(message: string): number | undefined {
  return milliseconds(TOOK.exec(message)?.groups?.took ?? '');
}
