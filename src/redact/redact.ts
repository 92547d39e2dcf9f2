import { RULES, type Rule } from './rules';

/** A text with its secrets masked, and which kinds they were (each once, in order of appearance). */
export interface Redacted {
  text: string;
  kinds: string[];
  /** Characters left away because the paste was longer than `MAX_CHARS`. */
  cut: number;
}

/** Longest paste that is read. A longer one keeps its beginning and its end, where causes stand. */
export const MAX_CHARS = 1_000_000;
const KEPT_HEAD = 250_000;

/**
 * Masks every secret of a pasted text. Nothing behind this function sees the raw text. Line breaks stay where
 * they were, so line numbers still hold. Masking twice changes nothing.
 */
export function redact(raw: string): Redacted {
  const { text, cut } = capped(raw);
  let clean = text;
  for (const rule of RULES) clean = apply(rule, clean);
  const kinds = [...clean.matchAll(MASK)].map((match) => match[1] ?? '');
  return { text: clean, kinds: [...new Set(kinds)], cut };
}

/** What stands where a secret stood; it names the kind, so that masking twice reports the same. */
const MASK = /\[masked ([a-z-]+)\]/g;

function capped(raw: string): { text: string; cut: number } {
  const cut = Math.max(0, raw.length - MAX_CHARS);
  if (cut === 0) return { text: raw, cut };
  const tail = raw.slice(raw.length - (MAX_CHARS - KEPT_HEAD));
  return { text: `${raw.slice(0, KEPT_HEAD)}\n${tail}`, cut };
}

function apply(rule: Rule, text: string): string {
  let out = '';
  let from = 0;
  for (const match of text.matchAll(rule.pattern)) {
    const secret = match.groups?.secret ?? '';
    if (secret.startsWith('[masked')) continue;
    const start = match.index + match[0].lastIndexOf(secret);
    if (start < from) continue;
    const end = rule.alphabet
      ? endAfterWrap(text, start + secret.length, rule.alphabet)
      : start + secret.length;
    out += text.slice(from, start) + mask(rule.kind, text.slice(start, end));
    from = end;
  }
  return from === 0 ? text : out + text.slice(from);
}

function mask(kind: string, secret: string): string {
  return `[masked ${kind}]${secret.replace(/[^\n]/g, '')}`;
}

/** The shortest rest of a wrapped secret that is taken for one; shorter runs are more likely words. */
const MIN_WRAPPED = 12;

/** A terminal may have broken the secret: it goes on while the next line begins with a long run of its alphabet. */
function endAfterWrap(text: string, end: number, alphabet: RegExp): number {
  let at = end;
  for (;;) {
    const brk = /^\r?\n[ \t]{0,8}/.exec(text.slice(at, at + 12));
    if (!brk) return at;
    let next = at + brk[0].length;
    const start = next;
    while (next < text.length && alphabet.test(text.charAt(next))) next++;
    const run = text.slice(start, next);
    if (run.length < MIN_WRAPPED || !/[0-9]/.test(run) || !/[A-Za-z]/.test(run)) return at;
    at = next;
  }
}
