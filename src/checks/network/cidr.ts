import { isIPv4 } from 'node:net';

/** An IPv4 range as its first address and its size. */
interface Range {
  first: number;
  size: number;
}

/** An address counts as a range of one; undefined for everything that is no IPv4 range. */
function parseRange(text: string): Range | undefined {
  const [base = '', bits = '32', more] = text.split('/');
  if (!isIPv4(base) || !/^\d{1,2}$/.test(bits) || Number(bits) > 32 || more !== undefined) return undefined;
  const size = 2 ** (32 - Number(bits));
  const value = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first: Math.floor(value / size) * size, size };
}

/** Whether the text is an IPv4 address or range. */
export function isRange(text: string): boolean {
  return parseRange(text) !== undefined;
}

/** How much of `inner` lies in `outer`; `none` too where one of them is no IPv4 range. */
export function shareOf(inner: string, outer: string): 'all' | 'some' | 'none' {
  const [a, b] = [parseRange(inner), parseRange(outer)];
  if (!a || !b) return 'none';
  const isApart = a.first + a.size <= b.first || b.first + b.size <= a.first;
  if (isApart) return 'none';
  return a.first >= b.first && a.first + a.size <= b.first + b.size ? 'all' : 'some';
}

/** Ranges that no public address lies in, Azure's own 168.63.129.16 for DNS and health included. */
const NOT_PUBLIC = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '168.63.129.16',
];

/** Whether a range holds no public address. */
export function isPrivate(range: string): boolean {
  return NOT_PUBLIC.some((outer) => shareOf(range, outer) === 'all');
}
