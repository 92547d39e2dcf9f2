import { openLmdbStore } from '../../src/store/lmdb';
import { message, TENANT } from '../helpers/bot-framework';
import { folderWith } from '../helpers/folder';
import { startReplica, type Replica, type ReplicaOptions } from '../helpers/replicas';
import { valueOf, type Move } from '../helpers/talk';
import { fault, wordsOf } from './row';
import { HELD_MS, IS_MEASURED, PASTE, shownIn, startScene } from './world';

/** Processes that end, by order or by force, or stand still; each over one store, with authentication on. */
const SLOW = 'base: practice\nrules:\n  - match: "* *"\n    delayMs: 400\n';
const POISON = 'the paste that nobody survives';

async function openStage() {
  const folder = folderWith({ 'slow.yaml': SLOW });
  const scene = await startScene();
  const { recorder, around } = scene;
  const { issuer } = around;
  const cards = () => shownIn(recorder.seen).map(({ card }) => card);
  const activityOf = (move: Move) => {
    const value = valueOf(move, cards());
    return message(recorder.url, typeof move === 'string' ? move : '', {
      conversation: { id: 'process', conversationType: 'personal', tenantId: TENANT },
      ...(value === undefined ? {} : { value }),
    });
  };
  return {
    recorder,
    cards,
    activityOf,
    start: (more: Partial<ReplicaOptions> = {}) =>
      startReplica({
        folder: `${folder}/store`,
        heldMs: HELD_MS,
        teams: { metadata: issuer.metadata },
        ...more,
      }),
    slow: `${folder}/slow.yaml`,
    post: (replica: Replica, activity: unknown) =>
      replica.post(activity, issuer.token({ serviceUrl: recorder.url })),
    async until(holds: () => boolean, what: string) {
      const end = Date.now() + 100_000;
      while (!holds()) {
        if (Date.now() > end)
          throw new Error(`it did not happen: ${what}; ${JSON.stringify(cards().map(wordsOf))}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    /** Nothing is left open or held in the store. */
    async assertEmpty() {
      const store = openLmdbStore(`${folder}/store`);
      expect(await store.list('open/')).toEqual([]);
      expect((await store.list('lease/')).filter((key) => key.startsWith('lease/job'))).toEqual([]);
      await store.close();
    },
    stop: scene.stop,
  };
}

const says = (cards: readonly { fallbackText: string }[], words: RegExp) =>
  cards.some(({ fallbackText }) => words.test(fallbackText));

fault('Shutdown in the middle of live checks: SIGTERM', async () => {
  const stage = await openStage();
  const replica = await stage.start({ scenario: stage.slow });
  await stage.post(replica, stage.activityOf(PASTE));
  const begun = performance.now();
  expect(await stage.post(replica, stage.activityOf({ press: /^Check live/ }))).toBe(200);
  replica.signal('SIGTERM');
  // It takes on nothing more, finishes this, and says that it went well.
  expect(await replica.ended).toBe(0);
  const ms = performance.now() - begun;
  expect(stage.cards()).toHaveLength(2);
  expect(JSON.stringify(stage.cards()[1])).toContain('"text":"CONFIRMED"');
  await stage.assertEmpty();
  stage.stop();
  return { saw: wordsOf(stage.cards()[1]!), lost: 'nothing', ms };
});

fault('Shutdown that may not finish: SIGTERM, then SIGKILL; another replica is there', async () => {
  const stage = await openStage();
  const first = await stage.start({ scenario: stage.slow });
  await stage.post(first, stage.activityOf(PASTE));
  const begun = performance.now();
  expect(await stage.post(first, stage.activityOf({ press: /^Check live/ }))).toBe(200);
  const second = await stage.start();
  first.signal('SIGTERM');
  first.signal('SIGKILL');
  expect(await first.ended).toBe('SIGKILL');
  const isDone = () => /"text":"CONFIRMED"/.test(JSON.stringify(stage.cards()[1] ?? ''));
  await stage.until(isDone, 'the end of the checks');
  const ms = performance.now() - begun;
  await second.stop();
  expect(stage.cards()).toHaveLength(2);
  await stage.assertEmpty();
  stage.stop();
  return { saw: wordsOf(stage.cards()[1]!), lost: 'nothing', ms };
});

/** Starts replicas, each when the one before has ended, until the sender is told that it is given up. */
async function poisoned(more: Partial<ReplicaOptions>) {
  const stage = await openStage();
  const activity = stage.activityOf(POISON);
  const begun = performance.now();
  const first = await stage.start(more);
  expect(await stage.post(first, activity)).toBe('no answer');
  expect(await first.ended).toBe('SIGKILL');
  // Whoever comes next takes it over, mostly before it listens, and ends the same way.
  for (let starts = 2; starts <= 3; starts++) {
    const ended = stage.start(more).then((replica) => replica.ended);
    expect(await ended.catch(String)).toContain('SIGKILL');
  }
  const last = await stage.start(more);
  await stage.until(() => stage.cards().length > 0, 'the word that it is given up');
  const ms = performance.now() - begun;
  expect(stage.cards().map(({ fallbackText }) => fallbackText)).toEqual([
    expect.stringMatching(/^One message could not be answered\.\nThe bot stopped three times/),
  ]);
  // The same process answers others.
  expect(await stage.post(last, stage.activityOf(PASTE))).toBe(200);
  await stage.until(() => says(stage.cards(), /pull\/unauthorized/), 'the next answer');
  expect((await fetch(`http://127.0.0.1:${last.port}/readyz`)).status).toBe(200);
  await last.stop();
  expect(stage.cards()).toHaveLength(2);
  await stage.assertEmpty();
  stage.stop();
  return { saw: wordsOf(stage.cards()[0]!), lost: 'nothing; its sender is told to send a part of it', ms };
}

fault('A message that kills the process, as one that takes all memory does', () =>
  poisoned({ poison: { text: POISON, does: 'kill' } }),
);

fault('Event loop blocked for ever by one message', () =>
  poisoned({ poison: { text: POISON, does: 'block' }, watchdogMs: IS_MEASURED ? 20_000 : 1500 }),
);

fault('Disk full: lmdb may not grow any more', async () => {
  const stage = await openStage();
  const replica = await stage.start({ fileBlocks: 400 });
  const isFull = () => says(stage.cards(), /^The message could not be kept\./);
  let begun = performance.now();
  for (let times = 0; times < 40 && !isFull(); times++) {
    begun = performance.now();
    expect(await stage.post(replica, stage.activityOf(PASTE))).toBe(200);
  }
  const ms = performance.now() - begun;
  expect(isFull()).toBe(true);
  const saw = wordsOf(stage.cards().at(-1)!);
  // It lives on, and says so as long as it lasts.
  expect((await fetch(`http://127.0.0.1:${replica.port}/healthz`)).status).toBe(200);
  await replica.stop();
  await expect(replica.ended).resolves.toBe(0);
  const next = await stage.start();
  const before = stage.cards().length;
  expect(await stage.post(next, stage.activityOf(PASTE))).toBe(200);
  await stage.until(() => stage.cards().length > before, 'the next answer');
  expect(says(stage.cards().slice(before), /pull\/unauthorized/)).toBe(true);
  await next.stop();
  await stage.assertEmpty();
  stage.stop();
  return { saw, lost: 'nothing; the sender is told to send it again', ms };
});
