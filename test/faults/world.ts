import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Card } from '../../src/cards/elements';
import { createLive, type LiveOptions } from '../../src/live';
import type { Rule } from '../../src/practice/tenant/rule';
import { loadScenario } from '../../src/practice/tenant/scenario';
import { startTenant } from '../../src/practice/tenant/server';
import type { ServiceParts } from '../../src/service/service';
import { openLmdbStore } from '../../src/store/lmdb';
import type { Store } from '../../src/store/store';
import { BOT } from '../azure/simulated';
import { message, startIssuer, TENANT } from '../helpers/bot-framework';
import { folderWith } from '../helpers/folder';
import { valueOf, type Move } from '../helpers/talk';
import { startTeamsService, type Around, type TeamsService } from '../helpers/teams-service';
import { startRecorder, type Seen } from '../helpers/wire-bot';
import { ROWS } from './row';

/** A pull that failed with 401, as `kubectl describe pod` tells it. */
export const PASTE = readFileSync('test/fixtures/pull-401.txt', 'utf8');

/** `npm run faults` measures with the limits that the service has; tests with a tenth of them. */
export const IS_MEASURED = ROWS !== undefined;
export const LIMITS = IS_MEASURED ? { callMs: 4000, totalMs: 20_000 } : { callMs: 400, totalMs: 2000 };
/** How long a message is held by a process that died; the service: 15 s. */
export const HELD_MS = IS_MEASURED ? 15_000 : 600;

/** A message that stands in the conversation, as it was changed last. */
interface Shown {
  id: string;
  card: Card;
}

/** What stands in the conversation at the end: what was posted and taken, with later changes in their places. */
export function shownIn(seen: readonly Seen[]): Shown[] {
  const shown: Shown[] = [];
  for (const { isTaken, method, path, body, id } of seen) {
    const [attachment] = (body.attachments ?? []) as { content: Card }[];
    if (!isTaken || !attachment) continue;
    const { content: card } = attachment;
    const former = method === 'PUT' ? shown.find((one) => path.endsWith(`/${one.id}`)) : undefined;
    if (former) former.card = card;
    else shown.push({ id, card });
  }
  return shown;
}

export type Recorder = Awaited<ReturnType<typeof startRecorder>>;

/** An issuer and a connector that does as a test says, for one service or several. */
export async function startScene(): Promise<{ around: Around; recorder: Recorder; stop: () => void }> {
  const recorder = await startRecorder();
  const issuer = await startIssuer();
  const { url, seen: sent } = recorder;
  const answerWith = () => {
    throw new Error('say it with recorder.control.rule');
  };
  const connector = { url, sent, answerWith, stop: recorder.stop };
  const stop = () => {
    recorder.stop();
    issuer.stop();
  };
  return { around: { issuer, connector }, recorder, stop };
}

export interface World {
  teams: TeamsService;
  recorder: Recorder;
  store: Store;
  around: Around;
  /** Posts what a person says or presses; each message has its own id. @returns the status of the answer */
  say: (move: Move) => Promise<number>;
  /** The same activity twice is one that is delivered again. */
  activityOf: (move: Move) => ReturnType<typeof message>;
  /** Cards that stand in the conversation. */
  cards: () => Card[];
  /** Their texts. */
  texts: () => string[];
  /** Waits until a card stands there whose text says that. */
  until: (says: RegExp, ms?: number) => Promise<void>;
  /** A new conversation, under another disturbance of Azure. */
  begin: (disturbance?: Disturbance) => Promise<void>;
  /** What must hold after every fault: nothing is left open or held, it is healthy, and the next message is answered. */
  assertWell: () => Promise<void>;
  stop: () => Promise<void>;
}

/** What disturbs Azure. */
export interface Disturbance {
  /** Rules of the simulated tenant. */
  rules?: Rule[];
  /** In place of the simulated tenant's address. */
  simulator?: string;
}

export interface WorldOptions {
  store?: Store;
  scene?: Awaited<ReturnType<typeof startScene>>;
  parts?: Partial<ServiceParts>;
}

/** The simulated tenant, which may be exchanged for a disturbed one. */
async function openSky() {
  const start = ({ rules = [] }: Disturbance) => startTenant({ ...loadScenario('practice'), rules });
  let tenant = await start({});
  let instead: string | undefined;
  return {
    live: (): Pick<LiveOptions, 'asker' | 'simulator' | 'lookups'> => {
      const { address, lookups, scenario } = tenant;
      const asker = { as: 'application' as const, tenantId: scenario.tenant.tenantId, ...BOT };
      return { asker, lookups, simulator: instead ?? address };
    },
    async disturb(disturbance: Disturbance) {
      await tenant.close();
      tenant = await start(disturbance);
      instead = disturbance.simulator;
    },
    close: () => tenant.close(),
  };
}

let conversations = 0;

/** The real service over HTTP, with authentication on, between an issuer, a connector and a simulated tenant. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { store = openLmdbStore(folderWith({})), scene = await startScene(), parts } = options;
  const { around, recorder } = scene;
  const sky = await openSky();
  const onFault = (_check: string, error: unknown) => void teams.logged.push(`check: ${String(error)}`);
  const openLive: ServiceParts['openLive'] = (signal) =>
    createLive({ ...sky.live(), limits: LIMITS, signal, onFault });
  const teams = await startTeamsService({ store, heldMs: HELD_MS, openLive, ...parts }, around);
  let conversation = '';
  const newConversation = () => (conversation = `faults-${++conversations}`);
  newConversation();
  const cards = () =>
    shownIn(recorder.seen.filter(({ path }) => path.includes(`/${conversation}/`))).map(({ card }) => card);
  const activityOf = (move: Move) => {
    const value = valueOf(move, cards());
    return message(recorder.url, typeof move === 'string' ? move : '', {
      conversation: { id: conversation, conversationType: 'personal', tenantId: TENANT },
      ...(value === undefined ? {} : { value }),
    });
  };
  const say = async (move: Move) => (await teams.post(activityOf(move))).status;
  const texts = () => cards().map(({ fallbackText }) => fallbackText);
  const until = async (says: RegExp, ms = 200_000) => {
    const end = Date.now() + ms;
    while (!texts().some((text) => says.test(text))) {
      if (Date.now() > end)
        throw new Error(`nobody said ${String(says)}: ${texts().join(' / ')}; ${teams.logged.join('')}`);
      await sleep(20);
    }
  };
  const world = { teams, recorder, store, around, say, activityOf, cards, texts, until };
  return {
    ...world,
    async begin(disturbance = {}) {
      newConversation();
      teams.logged.length = 0;
      await sky.disturb(disturbance);
    },
    assertWell: () => assertWell(world),
    async stop() {
      await teams.stop();
      await sky.close();
      if (!options.scene) scene.stop();
    },
  };
}

/** Claims that run. Blob Storage keeps none among its values. */
async function heldIn(store: Store): Promise<string[]> {
  const held: string[] = [];
  for (const key of await store.list('lease/')) {
    const { until = 0 } = ((await store.get(key))?.value ?? {}) as { until?: number };
    if (until > Date.now()) held.push(key);
  }
  return held;
}

async function assertWell({ teams, store, texts, say }: Pick<World, 'teams' | 'store' | 'texts' | 'say'>) {
  await teams.service.bot.settled();
  expect(await store.list('open/')).toEqual([]);
  // Whatever could not be released ends by itself.
  for (const end = Date.now() + 10 * HELD_MS + 5000; (await heldIn(store)).length > 0;) {
    if (Date.now() > end) throw new Error(`still held: ${(await heldIn(store)).join(', ')}`);
    await sleep(50);
  }
  for (const path of ['/healthz', '/readyz'])
    expect([path, (await fetch(`http://127.0.0.1:${teams.port}${path}`)).status]).toEqual([path, 200]);
  const before = texts().length;
  expect(await say('/explain manifest unknown')).toBe(200);
  expect(texts()).toHaveLength(before + 1);
  expect(texts().at(-1)).toContain('manifest');
}
