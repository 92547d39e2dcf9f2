import { mentionsOf, type Facts } from '../facts';

/** With its zone: a time without one could be off by a day, and findings are held against it. */
const TIME =
  /(?<![\w=]|\b(?:st|se|skt|ske)=|[Ee]xpir\w{1,8}["':= ]{1,4})(?<value>20\d\d-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d:[0-6]\d(?:[.,]\d{1,9})?\s?(?:Z|UTC|[+-][0-2]\d:?[0-5]\d)(?![\w]))/g;

/** When it failed: the last time that the text names, in UTC. The times of a token's validity are none. */
export function extractTime(text: string): Facts {
  const times = mentionsOf(text, TIME).flatMap(({ value }) => isoOf(value) ?? []);
  const failedAt = times.sort().at(-1);
  return failedAt ? { failedAt } : {};
}

function isoOf(text: string): string | undefined {
  const written = text
    .replace(' ', 'T')
    .replace(/[.,]\d+/, '')
    .replace(/\s?UTC$/, 'Z')
    .replace(/\s/g, '');
  // eslint-disable-next-line no-restricted-globals -- reads a time, not the clock
  const time = new Date(written);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
