import type { ParamName } from '../checks/check';
import type { Answer, Result } from '../verdict/result';
import { submit, toggle, type Action } from './elements';
import { alsoHere } from './text';
import { PARAM_NOUNS, type Running } from './words';

export interface CardOptions {
  /** Whether live checks can be run here; without, no button offers them. */
  canCheck?: boolean;
  /** Whether the case is kept, so that a note about it can be asked for later. */
  canHandOff?: boolean;
  /** While live checks run: how far they are. No button offers them then. */
  running?: Running;
  /** Names that further checks wait for; a button asks for them. */
  lacks?: readonly ParamName[];
}

/** Teams shows six actions. */
const MAX_ACTIONS = 6;

/** The buttons of an answer: checks first, then other answers, then what explains. */
export function actions(result: Result, first: Answer, options: CardOptions): Action[] {
  const sources = toggle(['sources'], 'Sources');
  if (options.running) return [sources];
  const before = [...checkActions(result, first, options), ...questionActions(result)];
  const note = submit('Hand-off note', { verb: 'hand-off', caseId: result.id, symptom: first.symptom });
  const after = [...(options.canHandOff === true && result.id !== '' ? [note] : []), sources];
  const others = otherAnswers(result, first).slice(0, MAX_ACTIONS - before.length - after.length);
  return [...before, ...others, ...after];
}

function checkActions(result: Result, first: Answer, options: CardOptions): Action[] {
  const { id: caseId, checked } = result;
  const [lack, ...more] = options.lacks ?? [];
  const check = submit(checked ? 'Run again' : 'Check live (reads only)', { verb: 'check', caseId });
  const noun = lack === undefined || more.length > 0 ? undefined : PARAM_NOUNS[lack];
  const name = submit(noun ? `Name the ${noun}` : 'Name what is missing', { verb: 'name', caseId });
  return [...(mayCheck(result, first, options) ? [check] : []), ...(lack === undefined ? [] : [name])];
}

function questionActions({ id: caseId, question }: Result): Action[] {
  return (question?.options ?? []).map(({ symptom, label }) =>
    submit(label, { verb: 'explain', symptom, caseId }),
  );
}

function mayCheck({ id }: Result, first: Answer, { canCheck = false }: CardOptions): boolean {
  return canCheck && first.checks > 0 && id !== '';
}

function otherAnswers(result: Result, first: Answer): Action[] {
  const here = alsoHere(result, first);
  const offered = result.question?.options.map(({ symptom }) => symptom) ?? [];
  return result.answers
    .filter((answer) => answer !== first && !offered.includes(answer.symptom))
    .map((answer) => {
      const title = `${here.includes(answer) ? 'Also' : 'Or'}: ${answer.title}`;
      const data = { verb: 'explain', symptom: answer.symptom, caseId: result.id };
      return submitLong(title, data);
    });
}

/** A phone, and a chat beside other windows, cut a longer title off in the middle of a word. */
const MAX_TITLE = 44;

/** A button whose title is cut at a word; the whole of it is shown where the pointer rests, and read aloud. */
function submitLong(title: string, data: Record<string, unknown>): Action {
  if (title.length <= MAX_TITLE) return submit(title, data);
  const cut = title.slice(0, MAX_TITLE - 1);
  const words = cut.slice(0, cut.lastIndexOf(' ')).replace(/[\s,;:]+$/, '');
  return { ...submit(`${words}…`, data), tooltip: title };
}

/** What one click sets going, said before it: the click is the consent. */
export function scopeLine(result: Result, first: Answer, options: CardOptions): string | undefined {
  if (options.running || result.checked || !mayCheck(result, first, options)) return undefined;
  const { registry, cluster, app } = result.evidence;
  const subjects = [registry, cluster && `cluster ${cluster}`, app && `container app ${app}`].filter(Boolean);
  const about = subjects.length > 0 ? ` about ${subjects.join(', ')}` : '';
  return `Check live runs ${first.checks} checks${about}; they only read.`;
}
