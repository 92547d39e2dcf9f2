import { editDistance } from '../match/spelling';

/** Names that may have been meant, nearest first: at most a third of the letters differ, or one begins with the other. */
export function rankNearNames(meant: string, names: readonly string[], atMost = 3): string[] {
  const wanted = meant.toLowerCase();
  const near = names.flatMap((name) => {
    const other = name.toLowerCase();
    const distance = editDistance(wanted, other);
    const isPrefix =
      Math.min(wanted.length, other.length) >= 4 && (wanted.startsWith(other) || other.startsWith(wanted));
    const isNear = other !== wanted && (isPrefix || distance <= Math.max(1, Math.floor(wanted.length / 3)));
    return isNear ? [{ name, distance }] : [];
  });
  return near
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, atMost)
    .map(({ name }) => name);
}
