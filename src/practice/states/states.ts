import type { Card } from '../../cards/elements';
import { renderFaultCard } from '../../cards/fault';
import { fitCard } from '../../cards/fit';
import { dialogCard, privateCard, sharedCard } from '../../cards/posting';
import { renderShortenedCard } from '../../cards/shortened';
import type { Catalogue } from '../../knowledge/schema';
import { MAX_INSERTED_BYTES } from '../../teams/message-extension';
import { answerStates, declinedStates, handOffStates } from './answers';
import { helpStates, noteStates, questionStates, reportStates } from './talk';

/** A card as it is sent in one of its states. */
export interface State {
  /** What draws it, and the state: `renderAnswerCard/confirmed`. */
  id: string;
  card: Card;
}

/**
 * Every card in every state. The kinds are the functions of src/cards/ that make a card, by name: a test compares them
 * with the folder, so that a new kind without a state here fails it.
 */
export async function drawEveryState(catalogue: Catalogue): Promise<State[]> {
  const answers = await answerStates(catalogue);
  const handOffs = await handOffStates(catalogue);
  const kinds: Record<string, Record<string, Card>> = {
    renderAnswerCard: answers,
    renderDeclinedCard: await declinedStates(catalogue),
    renderReportCard: reportStates(),
    renderQuestionCard: questionStates(),
    renderHandOffCard: handOffs,
    renderHelpCard: helpStates(),
    renderNoteCard: noteStates(),
    ...passedOn(answers),
    renderFaultCard: { 'a bug': renderFaultCard('4f0c1b6e-7a53-4c1e-9a55-2f1d0c7b8e90') },
  };
  return Object.entries(kinds).flatMap(([kind, states]) =>
    Object.entries(states).map(([state, card]) => ({ id: `${kind}/${state}`, card })),
  );
}

/** The same cards where they are seen by one person among others, passed on, or too long. */
function passedOn({ confirmed, sure }: Record<string, Card>): Record<string, Record<string, Card>> {
  if (!confirmed || !sure) throw new Error('the states of the answer lack what is passed on');
  const subject = { caseId: 'gallery', symptom: 'pull/unauthorized' };
  return {
    privateCard: { 'only you see it': privateCard(confirmed) },
    sharedCard: { 'shared to the thread': sharedCard(confirmed, subject) },
    dialogCard: { 'Diagnose in the menu of a message': dialogCard(sure) },
    fitCard: { 'inserted, shortened': fitCard(sharedCard(confirmed, subject), MAX_INSERTED_BYTES / 2) },
    renderShortenedCard: {
      'too large for Teams': renderShortenedCard(confirmed.fallbackText, confirmed.actions ?? []),
    },
  };
}
