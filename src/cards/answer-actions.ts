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

/**
 * The buttons at the end of an answer: checks first, then other answers, then what explains. Those of the first look and
 * of a separating question stand within the card, and count all the same.
 */
export function actions(result: Result, first: Answer, options: CardOptions): Action[] {
  const sources = toggle(['sources'], 'Sources');
  if (options.running) return [sources];
  const before = endActions(result, first, options);
  const within = (isOffered(result, first, options) ? 1 : 0) + questionActions(result).length;
  const note = submit('Hand-off note', { verb: 'hand-off', caseId: result.id, symptom: first.symptom });
  const after = [...(options.canHandOff === true && result.id !== '' ? [note] : []), sources];
  const room = MAX_ACTIONS - within - before.length - after.length;
  return [...before, ...otherAnswers(result, first).slice(0, Math.max(0, room)), ...after];
}

function endActions(result: Result, first: Answer, options: CardOptions): Action[] {
  const [lack, ...more] = options.lacks ?? [];
  const noun = lack === undefined || more.length > 0 ? undefined : PARAM_NOUNS[lack];
  const name = submit(noun ? `Name the ${noun}` : 'Name what is missing', {
    verb: 'name',
    caseId: result.id,
  });
  const isAgain = result.checked !== undefined && mayCheck(result, first, options);
  return [...(isAgain ? [checkAction(result)] : []), ...(lack === undefined ? [] : [name])];
}

export function checkAction({ id: caseId, checked }: Result): Action {
  return submit(checked ? 'Run again' : 'Check live (reads only)', { verb: 'check', caseId });
}

export function questionActions({ id: caseId, question }: Result): Action[] {
  return (question?.options ?? []).map(({ symptom, label }) =>
    submit(label, { verb: 'explain', symptom, caseId }),
  );
}

/** Whether the first look is offered: its button stands beside what it would do. */
function isOffered(result: Result, first: Answer, options: CardOptions): boolean {
  return !options.running && !result.checked && mayCheck(result, first, options);
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
      return submit(title, data);
    });
}

/** Id of the line that says what a click on Check live would do; it goes where that button goes. */
export const SCOPE = 'scope';

/** What one click sets going, said before it: the click is the consent. */
export function scopeLine(result: Result, first: Answer, options: CardOptions): string | undefined {
  if (!isOffered(result, first, options)) return undefined;
  const { registry, cluster, app } = result.evidence;
  const subjects = [registry, cluster && `cluster ${cluster}`, app && `container app ${app}`].filter(Boolean);
  const about = subjects.length > 0 ? ` about ${subjects.join(', ')}` : '';
  const { checks } = first;
  return `Check live runs ${checks} check${checks === 1 ? '' : 's'}${about}; ${checks === 1 ? 'it only reads' : 'they only read'}.`;
}
