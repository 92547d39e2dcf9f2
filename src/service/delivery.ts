import type { Outcome } from '../../dialogs/turn';
import type { Card } from '../cards/elements';
import type { Work } from '../conversation';
import { troubleCard } from './adapter';
import type { Held } from './jobs';
import type { Log } from './log';
import type { Mouth } from './mouth';
import { followVersions } from './versions';

/** Teams takes eight messages of a bot in two seconds, and counts a changed card as one. */
export const PACE_MS = 1500;

export interface DeliveryDeps {
  carryOut: (work: Work) => AsyncIterable<Card>;
  log: Log;
  /** Work that ends within this time is shown once, when it is done. Milliseconds from now. */
  firstMs: number;
}

/**
 * Says what was decided, part by part, and does the work in it: one card, changed in place while findings arrive.
 * Parts that were said before a process ended are not said again; a card that showed work is replaced.
 *
 * What can be said twice: a part, when the process dies after the connector took it and before the store did. The
 * next process then sends it once more; of work it goes on with the card that the store knows.
 */
export async function deliver(held: Held, outcome: Outcome, mouth: Mouth, deps: DeliveryDeps): Promise<void> {
  for (const [part, one] of outcome.entries()) {
    // Whoever took it over while this process stood still says it.
    if (!(await held.isOurs())) break;
    const isLast = part === outcome.length - 1;
    if ('work' in one) await showWork(held, part, deps.carryOut(one.work), mouth, deps);
    else if (!held.job.sent[part]) {
      const posted = await mouth.send(one.card);
      if (!isLast) await held.shown(part, posted);
    }
  }
  await held.done();
}

async function showWork(
  held: Held,
  part: number,
  source: AsyncIterable<Card>,
  mouth: Mouth,
  { firstMs, log }: DeliveryDeps,
): Promise<void> {
  const versions = followVersions(source);
  let posted = held.job.sent[part] ?? undefined;
  await Promise.race([versions.end, pause(firstMs)]);
  while (!versions.isDone()) {
    const card = versions.newest();
    if (card) {
      const standing = await mouth.replace(posted, card);
      if (standing.id !== posted?.id) await held.shown(part, standing);
      posted = standing;
    }
    await Promise.race([versions.end, pause(PACE_MS)]);
    await Promise.race([versions.end, versions.changedSince(card)]);
  }
  const fault = versions.fault();
  const last = fault === undefined ? versions.newest() : troubleCard(fault, log, {}, 'work failed');
  if (last) await mouth.replace(posted, last);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
