import { openCase } from '../../src/case';
import { createDiagnose, type Diagnose } from '../../src/diagnose';
import type { Result } from '../../src/verdict/result';
import { theCatalogue } from './knowledge';

const ASKER = { id: 'user-1', tenant: 'tenant-1' };
const AT = '2026-11-03T10:42:00Z';

let diagnose: Diagnose | undefined;

/** Diagnoses texts, pasted one after the other into one case, against the real knowledge base. */
export async function diagnoseTexts(...texts: string[]): Promise<Result> {
  diagnose ??= createDiagnose(theCatalogue());
  let known = openCase('case-1', ASKER, AT);
  let result: Result | undefined;
  for (const text of texts) {
    ({ case: known, result } = await diagnose(known, { text, at: AT }, ASKER, new AbortController().signal));
  }
  if (!result) throw new Error('give at least one text');
  return result;
}

/** Breaks a text at a width as `fold` does: in the middle of words. */
export function fold(text: string, width = 80): string {
  return text
    .split('\n')
    .map((line) => line.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? '')
    .join('\n');
}

/** Breaks a text at spaces, as mail clients and terminals with word wrap do. */
export function wrapAtSpaces(text: string, width = 80): string {
  const lines = [''];
  for (const word of text.split(/(?<=\s)/)) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.trimEnd().length > width) lines.push(word);
    else lines[lines.length - 1] = last + word;
  }
  return lines.join('\n');
}
