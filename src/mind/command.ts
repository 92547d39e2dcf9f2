import type { Asker } from '../case';
import { renderAnswerCard } from '../cards/answer';
import { renderDeclinedCard } from '../cards/declined';
import type { Card } from '../cards/elements';
import { renderNoteCard } from '../cards/note';
import { TOLD } from '../cards/told';
import type { Typed } from '../commands/read-command';
import { explainName, searchWords } from '../lookup';
import { listGaps, listRecords, unwatch } from './beside';
import type { Thinking } from './mind';
import { signInLines, signOut } from './sign-ins';

/** The card that answers a command which takes no time. */
export async function answerCommand(typed: Typed, asker: Asker, deps: Thinking): Promise<Card> {
  if ('wrong' in typed) return renderNoteCard(TOLD.wrongCommand(typed.wrong, typed.usage, typed.example));
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

function renderFound(words: string, { catalogue }: Thinking): Card {
  const found = searchWords(words, catalogue);
  return renderNoteCard(found.length === 0 ? TOLD.notFound(words) : TOLD.found(words, found));
}

async function renderWhoAmI(asker: Asker, { openLive, signIns, permits }: Thinking): Promise<Card> {
  const as = signIns ? 'you' : openLive?.(AbortSignal.abort(), asker).as;
  const lines = [...(signIns ? await signInLines(asker, signIns) : []), ...(permits?.(asker) ?? [])];
  return renderNoteCard(TOLD.whoAmI(asker.id, asker.tenant, as, lines));
}

async function forget(asker: Asker, { cases, reports, watches, signIns }: Thinking): Promise<Card> {
  await watches?.forget(asker);
  await signIns?.drop(asker);
  await reports.forget(asker);
  return renderNoteCard(TOLD.forgotten(await cases.forget(asker)));
}
