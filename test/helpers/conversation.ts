import { createHash } from 'node:crypto';
import type { Card } from '../../src/cards/elements';
import { moveOf } from '../dialogs/check-line';
import { message, type Sent } from './bot-framework';
import { valueOf, type Move } from './talk';

export const cardsIn = (sent: readonly Sent[]) =>
  sent.flatMap(({ body }) => ((body.attachments ?? []) as { content: Card }[]).map(({ content }) => content));

export const posted = (sent: readonly Sent[]) =>
  sent.filter(({ method, body }) => method === 'POST' && body.attachments !== undefined);

/** @throws Error with that text when it does not hold within 20 seconds */
export async function until(holds: () => boolean, what: () => string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it did not happen in time: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** One person's conversation, which several replicas may serve; each id has a person of its own. */
export function openConversation(
  connector: { url: string; sent: readonly Sent[] },
  id: string,
  from = { id: '29:kim', name: 'Kim', aadObjectId: objectIdOf(id) },
) {
  const conversation = { id, conversationType: 'personal', tenantId: 'local' };
  const mine = () => connector.sent.filter(({ path }) => path.includes(`/${id}/`));
  const activityOf = (move: Move) => {
    const value = valueOf(moveOf(move, cardsIn(mine())), cardsIn(mine()));
    return message(connector.url, typeof move === 'string' ? move : '', {
      conversation,
      from,
      ...(value === undefined ? {} : { value }),
    });
  };
  return { mine, activityOf };
}

function objectIdOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  return `5b0c8f6e-1111-4222-8333-${hex.slice(0, 12)}`;
}
