/** Words that say nothing about which entry is meant. */
const STOP = new Set(
  (
    'a an and any are as at be been but by can could did do does for from get got had has have how i if in into is it its ' +
    'just me my no not of on or our out please should so some than that the their them then there these they this to ' +
    'up us use used using very want was we were what when where which while who why will with would you your ' +
    'am im ive dont doesnt cant isnt anyone anybody help need way'
  ).split(' '),
);

/** "Turn it on", "switched streaming off": the small word says which of two opposite entries is meant. */
const SWITCHED = /\b(?:turn|switch)(?:ed|ing|es|s)?((?: [\w-]{1,30}){0,3}) (on|off)\b/g;

/** Lower-case words of a text, without stop words, reduced to their stem. Numbers with a meaning (401) stay. */
export function wordsOf(text: string): string[] {
  const words =
    text
      .toLowerCase()
      .replace(
        SWITCHED,
        (_, between: string, way: string) => `${between} ${way === 'on' ? 'enable' : 'disable'}`,
      )
      .replace(/['\u2019]/g, '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !STOP.has(word) && (word.length > 1 || /\d/.test(word))).map(stem);
}

/** Endings that only make another form of the same word; longest first. Never shortens below four letters. */
const ENDINGS = [
  'ations',
  'ation',
  'ings',
  'ing',
  'ions',
  'ion',
  'ied',
  'ies',
  'ers',
  'ed',
  'es',
  'er',
  's',
  'e',
];

/** A light stem: `pulling`, `pulled`, `pulls` and `pull` become one. */
export function stem(word: string): string {
  if (/\d/.test(word)) return word;
  for (const ending of ENDINGS) {
    if (word.endsWith(ending) && word.length - ending.length >= 4)
      return undouble(word.slice(0, -ending.length));
  }
  return word;
}

/** `stopp(ing)` and `stop`: a doubled last consonant is one. */
function undouble(word: string): string {
  return /([bdgmnprt])\1$/.test(word) ? word.slice(0, -1) : word;
}
