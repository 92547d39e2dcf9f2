import type { Asker } from '../case';
import { renderAnswerCard } from '../cards/answer';
import { renderDeclinedCard } from '../cards/declined';
import type { Card } from '../cards/elements';
import { renderNoteCard } from '../cards/note';
import type { Typed } from '../commands/read-command';
import { explainName, searchWords } from '../lookup';
import { listGaps, listRecords, unwatch } from './beside';
import type { Thinking } from './mind';
import { NO_LIVE, signInLines, signOut } from './sign-ins';

/** The card that answers a command which takes no time. */
export async function answerCommand(typed: Typed, asker: Asker, deps: Thinking): Promise<Card> {
  if ('wrong' in typed) return renderWrong(typed);
  const { command, words } = typed;
  const { does } = command.asks;
  if (does === 'search') return renderFound(words, deps);
  if (does === 'unwatch') return unwatch(asker, deps);
  if (does === 'gaps') return listGaps(asker, deps);
  if (does === 'audit') return listRecords(asker, deps);
  if (does === 'who-am-i') return renderWhoAmI(asker, deps);
  if (does === 'sign-out') return signOut(asker, deps);
  if (does === 'forget-me') return forget(asker, deps);
  const result = explainName(words, deps.catalogue);
  return result.declined ? renderDeclinedCard(result) : renderAnswerCard(result);
}

function renderWrong({ wrong, usage, example }: Extract<Typed, { wrong: string }>): Card {
  return renderNoteCard({
    title: wrong,
    lines: [...(usage ? [`Usage: ${usage}`] : []), ...(example ? [`Example: ${example}`] : [])],
  });
}

function renderFound(words: string, { catalogue }: Thinking): Card {
  const found = searchWords(words, catalogue);
  if (found.length === 0)
    return renderNoteCard({
      title: `No entry speaks of '${words.slice(0, 80)}'.`,
      lines: ['Paste the error message itself, or ask in a sentence.'],
    });
  return renderNoteCard({
    title: `Entries that speak of '${words.slice(0, 80)}'`,
    lines: found.map(({ title, symptom }) => `${title}  (${symptom})`),
    samples: found.slice(0, 6).map(({ title, symptom }) => ({ title, text: `/explain ${symptom}` })),
  });
}

async function renderWhoAmI(asker: Asker, { openLive, signIns, permits }: Thinking): Promise<Card> {
  const rights = signIns
    ? 'Live checks look with your own rights in Azure.'
    : openLive
      ? `Live checks look with the rights of ${openLive(AbortSignal.abort(), asker).as}.`
      : NO_LIVE;
  return renderNoteCard({
    title: 'Who you are to this bot',
    lines: [
      `User ${asker.id}`,
      `Tenant ${asker.tenant}`,
      rights,
      ...(signIns ? await signInLines(asker, signIns) : []),
      ...(permits?.(asker) ?? []),
      'forget me deletes your cases, watches and what you named before; audit lists the checks run for you.',
    ],
  });
}

async function forget(asker: Asker, { cases, watches, signIns }: Thinking): Promise<Card> {
  await watches?.forget(asker);
  await signIns?.drop(asker);
  const count = await cases.forget(asker);
  return renderNoteCard({
    title: count === 0 ? 'Nothing is kept about you.' : `Deleted: ${count} case${count === 1 ? '' : 's'}.`,
    lines: ['Buttons on older cards of yours no longer work. What was posted in a chat stays there.'],
  });
}
