import type { Card } from '../../src/cards/elements';
import { MAX_CARD_BYTES, sizeOf } from '../../src/cards/elements';
import { createLive, openEyes } from '../../src/live';
import { startSimulation, type Simulation } from '../../src/practice/simulation';
import { check, moveOf } from '../dialogs/check-line';
import { SHARED, TRANSCRIPTS, type Line, type Transcript } from '../dialogs/transcripts';
import { message, TENANT, type Sent } from '../helpers/bot-framework';
import { valueOf } from '../helpers/talk';
import { startTeamsService, type TeamsService } from '../helpers/teams-service';

/** The same transcripts as with DialogTestClient, over HTTP: real adapter, authentication on, own issuer and connector. */
let now = Date.now();
const simulations = new Map<string, Simulation>();
const services = new Map<string, TeamsService>();

async function serviceOf(scenario = 'practice'): Promise<TeamsService> {
  const known = services.get(scenario);
  if (known) return known;
  const simulation = await startSimulation(scenario);
  simulations.set(scenario, simulation);
  const onFault = (name: string, error: unknown) => {
    throw new Error(`check ${name} failed`, { cause: error });
  };
  const service = await startTeamsService({
    now: () => now,
    openLive: (signal) => createLive({ ...simulation.live, signal, onFault }),
    openEyes: (signal) => openEyes({ ...simulation.live, signal }),
  });
  services.set(scenario, service);
  return service;
}
afterAll(async () => {
  for (const { stop } of services.values()) await stop();
  for (const { close } of simulations.values()) await close();
});

const PEOPLE = {
  anna: { id: '29:anna', name: 'Anna', aadObjectId: '5b0c8f6e-1111-4222-8333-444455556666' },
  ben: { id: '29:ben', name: 'Ben', aadObjectId: '5b0c8f6e-2222-4222-8333-444455556666' },
};

/** What stands in the chat after these calls: updates show what they became. */
function standing(sent: readonly Sent[]): Card[] {
  const shown = new Map<string, Card>();
  for (const { method, path, body } of sent) {
    const [attachment] = (body.attachments ?? []) as { content: Card }[];
    if (!attachment) continue;
    const replaced = method === 'PUT' ? decodeURIComponent(path.split('/').at(-1) ?? '') : undefined;
    shown.set(replaced ?? `new-${shown.size}`, attachment.content);
  }
  return [...shown.values()];
}

let conversations = 0;

async function run({ lines, scenario }: Transcript, isShared: boolean): Promise<void> {
  const { connector, post, service } = await serviceOf(scenario);
  const conversation = {
    id: `talk-${++conversations}`,
    conversationType: isShared ? 'groupChat' : 'personal',
    isGroup: isShared,
    tenantId: TENANT,
  };
  // Each transcript has people of its own: what one gave is offered to them in every conversation.
  const from = (who: Line['who'] = 'anna') => ({
    ...PEOPLE[who],
    aadObjectId: PEOPLE[who].aadObjectId.replace('4222', String(4000 + conversations)),
  });
  const cards: Card[] = [];
  for (const line of lines) {
    now += line.after ?? 0;
    const value = valueOf(moveOf(line.does, cards), cards);
    const text = typeof line.does === 'string' ? line.does : '';
    const before = connector.sent.length;
    const activity = message(connector.url, text, {
      conversation,
      from: from(line.who),
      ...(value === undefined ? {} : { value }),
    });
    expect((await post(activity)).status).toBe(200);
    await service.bot.settled();
    const said = standing(connector.sent.slice(before));
    for (const card of said) expect(sizeOf(card)).toBeLessThanOrEqual(MAX_CARD_BYTES);
    check(line, said);
    cards.push(...said);
  }
}

test.each(TRANSCRIPTS.map((one) => [one.name, one] as const))('%s', (_name, transcript) =>
  run(transcript, false),
);

test(`${SHARED.name}, in a group chat`, () => run(SHARED, true));
