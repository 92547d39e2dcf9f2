/**
 * What a blob's name may not hold or end with: anything but letters, digits, `_`, `-` and single inner slashes. Azure
 * takes more, but joins `//`, drops dots at the end of a segment, or reads `..` as a path. What an escape becomes
 * depends on nothing that follows, so a prefix of keys is a prefix of names.
 */
const UNSAFE = /[^\w/-]|(?<=^|\/)\//gu;
/** Ends every name: a key may end with a slash, a blob's name should not. */
const END = '.json';

function escapeCharacter(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `=${byte.toString(16).padStart(2, '0').toUpperCase()}`)
    .join('');
}

/** The beginning of the names of all keys that begin with this. */
export function prefixFor(folder: string, key: string): string {
  return `${folder}/${key.replace(UNSAFE, escapeCharacter)}`;
}

/** A blob's name for a key: `data/case/0b1f6471.json`. */
export function nameFor(folder: string, key: string): string {
  return prefixFor(folder, key) + END;
}

/** The key of a blob's name; undefined for a blob that is not the store's. */
export function keyOf(folder: string, name: string): string | undefined {
  if (!name.startsWith(`${folder}/`) || !name.endsWith(END)) return undefined;
  return name
    .slice(folder.length + 1, -END.length)
    .replace(/(?:=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString());
}
