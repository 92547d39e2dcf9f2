import type { Activity } from 'botbuilder';
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

/** A sign-in that must come before work: what asks for it. The work is kept, and goes on when it has come. */
export type AskSignIn = (held: Held, part: number, work: Work) => Promise<Partial<Activity> | undefined>;

export interface DeliveryDeps {
  /** Absent where nobody signs in. */
  askSignIn?: AskSignIn;
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
    if ('work' in one) await doWork(held, part, one, mouth, deps);
    else if (!held.job.sent[part]) {
      const posted = await mouth.send(one.card);
      if (!isLast) await held.shown(part, posted);
    }
  }
  await held.done();
}

type WorkPart = Extract<Outcome[number], { work: Work }>;

/** Does it, or asks its asker to sign in for it. */
async function doWork(
  held: Held,
  part: number,
  { work, isSignedIn }: WorkPart,
  mouth: Mouth,
  deps: DeliveryDeps,
): Promise<void> {
  const asking = isSignedIn ? undefined : await deps.askSignIn?.(held, part, work);
  if (!asking) await showWork(held, part, deps.carryOut(work), mouth, deps);
  else if (!held.job.sent[part]) await held.shown(part, await mouth.post(asking));
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
