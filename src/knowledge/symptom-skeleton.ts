import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNode, parseDocument, stringify } from 'yaml';
import { looksLikeQuestion } from '../match/by-words';
import { literalsOf } from '../parse/template';
import { parse } from '../parse/parse';
import type { Stage } from './schema';

/** What `npm run new:symptom` writes; the build puts it beside this file, too. */
const FORM = join(__dirname, 'new-symptom.yaml');

/** The beginning of a symptom file for a message, with the id that it might have. */
export interface Skeleton {
  id: string;
  /** `knowledge/pull/some-error.yaml`. */
  file: string;
  text: string;
}

const AREAS: Partial<Record<Stage, string>> = { convert: 'artifact-streaming', transfer: 'transfer' };
const MAX_TITLE = 110;
const MAX_ANCHORS = 3;
const SLUG_WORDS = 6;

/**
 * A symptom file as `npm run new:symptom` makes it, in which the message is the first example, and the longest of its
 * words between placeholders are the anchor; a question becomes a question. What else there is to say stays to be
 * replaced.
 * @param template of src/parse/template.ts
 */
export function skeletonOf(template: string): Skeleton {
  const literals = literalsOf(template);
  const { stage } = parse(template).facts;
  const [title] = literals;
  const isQuestion = looksLikeQuestion(template);
  const id = `${(stage && AREAS[stage]) ?? 'pull'}/${slugOf(title ?? template)}`;
  const text = filled(readFileSync(FORM, 'utf8'), [
    { at: ['title'], with: title?.slice(0, MAX_TITLE) },
    { at: ['stage'], with: stage },
    ...(isQuestion
      ? [{ at: ['questions', 0], with: template }]
      : [
          { at: ['anchors', 0, 'all'], with: title === undefined ? undefined : anchorOf(literals) },
          { at: ['examples', 'match', 0], with: template },
        ]),
  ]);
  return { id, file: `knowledge/${id}.yaml`, text };
}

interface Value {
  at: (string | number)[];
  /** Undefined: what stands there stays. */
  with: string | string[] | undefined;
}

/** The form with other values; all else of it, comments and layout too, as it was. */
function filled(form: string, values: readonly Value[]): string {
  const document = parseDocument(form);
  const places = values.flatMap(({ at, with: value }) => {
    const node = document.getIn(at, true);
    if (value === undefined || !isNode(node) || !node.range) return [];
    return [{ start: node.range[0], end: node.range[1], text: written(value) }];
  });
  return places
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: own }) => text.slice(0, start) + own + text.slice(end), form);
}

/** A value as it may stand on one line of YAML. */
function written(value: string | string[]): string {
  if (Array.isArray(value)) return `[${value.map((one) => JSON.stringify(one)).join(', ')}]`;
  if (value.includes('\n')) return JSON.stringify(value);
  return stringify(value, { lineWidth: 0, singleQuote: true }).trim();
}

/** The longest literals; where one would do, no second one that could be missing from another tool's form of it. */
function anchorOf(literals: readonly string[]): string[] {
  const [first = '', ...others] = literals;
  const isEnough = first.split(' ').length >= 4;
  return isEnough ? [first] : [first, ...others].slice(0, MAX_ANCHORS);
}

function slugOf(text: string): string {
  const words = text.toLowerCase().match(/[a-z]{2,30}/g) ?? ['unnamed'];
  return words.slice(0, SLUG_WORDS).join('-');
}
