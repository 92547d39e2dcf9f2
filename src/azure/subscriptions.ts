import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { Trouble } from './reading';

const OF_SUBSCRIPTION = /^\/subscriptions\/(?<id>[^/]+)(?:\/|$)/i;
const GRAPH = /^\/providers\/Microsoft\.ResourceGraph\/resources$/i;

/**
 * Holds a call to the subscriptions that may be read: a path in another one is refused, a question to Resource Graph
 * is narrowed to them. What the bot's identity may read itself may be more.
 * @param subscriptions ids in lower case
 * @throws Trouble (forbidden)
 */
export function holdToSubscriptions(request: PipelineRequest, subscriptions: readonly string[]): void {
  const { pathname } = new URL(request.url);
  const id = OF_SUBSCRIPTION.exec(pathname)?.groups?.id?.toLowerCase();
  if (id !== undefined && !subscriptions.includes(id))
    throw new Trouble({
      reason: 'forbidden',
      saw: `The bot's policy does not give you subscription ${id.slice(0, 40)}; ask whoever runs the bot`,
    });
  if (GRAPH.test(pathname) && typeof request.body === 'string') {
    const question = JSON.parse(request.body) as Record<string, unknown>;
    request.body = JSON.stringify({ ...question, subscriptions });
  }
}
