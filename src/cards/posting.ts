import { SCOPE } from './answer-actions';
import { REPORT } from './report';
import { actionSet, actionsOf, submit, text, withActions, type Action, type Card } from './elements';

/** What a card is about: a case, and the entry that is shown of it. */
export interface Subject {
  caseId: string;
  symptom: string;
}

/** What is sent along by a card's own buttons: `verb`, and what it needs. */
export function dataOf({ data }: Action): Record<string, unknown> {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
}

/** What a card is about, as its button for a hand-off note says; undefined when its case is not kept. */
export function subjectOf(card: Card): Subject | undefined {
  const note = actionsOf(card)
    .map(dataOf)
    .find(({ verb }) => verb === 'hand-off');
  const { caseId, symptom } = note ?? {};
  return typeof caseId === 'string' && typeof symptom === 'string' ? { caseId, symptom } : undefined;
}

/**
 * The card as a dialog of the message extension shows it to one person: with two ways to share it, where its case is
 * kept, and without live checks, which take longer than the 5 seconds that Teams waits for a dialog.
 */
export function dialogCard(card: Card): Card {
  const subject = subjectOf(card);
  const told = withoutScope(
    withActions(card, (action) => (dataOf(action).verb === 'check' ? undefined : action)),
  );
  return subject ? { ...told, body: [...told.body, shareRow(subject)] } : told;
}

/** Nothing is said of live checks where no button begins them. */
function withoutScope(card: Card): Card {
  return { ...card, body: card.body.filter(({ id }) => id !== SCOPE) };
}

/** In the body, since the card's own row is full: Teams shows six buttons there. */
function shareRow(subject: Subject) {
  const ways = [
    submit('Post to conversation', { verb: 'post', ...subject }),
    submit('Put into my message', { verb: 'insert', ...subject }),
  ];
  return actionSet(ways, { separator: true, spacing: 'Medium' });
}

/** The verb of the button that posts a card for everybody. */
export const SHARE = 'share';

/** A report of live checks that a command asked for, by its id. */
export interface ReportSubject {
  report: string;
}

function reportOf({ body: [first] }: Card): ReportSubject | undefined {
  const id = first?.id;
  return typeof id === 'string' && id.startsWith(REPORT) ? { report: id.slice(REPORT.length) } : undefined;
}

/** The card as one person alone sees it among others, with a button that posts it for all, where it is kept. */
export function privateCard(card: Card): Card {
  const shared = subjectOf(card) ?? reportOf(card);
  if (!shared) return card;
  const share = actionSet([submit('Share', { verb: SHARE, ...shared })], { spacing: 'Medium' });
  return { ...card, body: [text([ONLY_YOU]), ...card.body, share] };
}

const ONLY_YOU = {
  text: 'Only you see this card. Share posts it here for everybody.',
  isSubtle: true,
  size: 'Small',
} as const;

/** Before the id of what a card shows that was previewed; Teams sends the card back with it. */
const MARK = 'shows:';

/**
 * The card as others shall see it. Its buttons belong to one person's case and would do nothing for others, so only those
 * stay that unfold parts or open pages. Its first part carries what it is about.
 */
export function sharedCard(card: Card, { caseId, symptom }: Subject): Card {
  const told = withoutScope(
    withActions(card, (action) => (action.type === 'Action.Submit' ? undefined : action)),
  );
  const [first, ...more] = told.body;
  return { ...told, body: first ? [{ ...first, id: `${MARK}${caseId}:${symptom}` }, ...more] : [] };
}

/** What a shared card that came back from Teams is about; nothing else of it is believed. */
export function subjectOfShared(card: unknown): Subject | undefined {
  const { body } = (card ?? {}) as { body?: unknown };
  const [first] = Array.isArray(body) ? (body as unknown[]) : [];
  const { id } = (first ?? {}) as { id?: unknown };
  if (typeof id !== 'string' || !id.startsWith(MARK)) return undefined;
  const [caseId = '', symptom = '', more] = id.slice(MARK.length).split(':');
  return caseId !== '' && symptom !== '' && more === undefined ? { caseId, symptom } : undefined;
}
