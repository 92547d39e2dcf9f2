import type { Store } from '../../src/store/store';
import { openLmdbStore } from '../../src/store/lmdb';
import type { Told } from '../../src/watch/keeper';
import type { End, Seen, Target, Watch } from '../../src/watch/watch';
import { createWatches, type WatchRequest, type Watches } from '../../src/watch/watches';
import { folderWith } from '../helpers/folder';
import { counting, fakeClock, type FakeClock } from './clock';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const KIM = { id: 'kim', tenant: 'contoso' };
const LEE = { id: 'lee', tenant: 'contoso' };
const RUNNING: Seen = { state: 'open', words: 'run outweek47 is Running at 20 %' };
const SUCCEEDED: Seen = {
  state: 'ended',
  outcome: 'succeeded',
  words: 'run outweek47 is Succeeded at 100 %',
};
const REFERENCE = { conversation: { id: 'a' }, serviceUrl: 'https://smba.example' };

const failing = (
  reason: 'throttled' | 'forbidden' | 'not-found' | 'unauthorized' | 'timed-out',
  saw = 'management.azure.com answered so',
): Seen => ({
  state: 'unreadable',
  unreadable: { reason, saw, ...(reason === 'forbidden' ? { permission: 'Microsoft.X/read' } : {}) },
});

function asking(run: string, parts: Partial<WatchRequest> = {}): WatchRequest {
  const facts = { registry: 'contosoprod7.azurecr.io', pipelineRun: run };
  return {
    kind: 'pipeline-run',
    facts,
    asker: KIM,
    conversation: 'a',
    reference: REFERENCE,
    ...parts,
  } as WatchRequest;
}

interface Setting {
  clock: FakeClock;
  store: Store;
  posts: { to: Told; end: End }[];
  faults: string[];
  /** Times since the start at which was looked, in seconds. */
  looks: number[];
  /** A replica on the same store. */
  replica: (parts?: {
    look?: (target: Target) => Promise<Seen>;
    post?: () => Promise<void>;
    store?: Store;
  }) => Watches;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** @param look how it stands, by how often it was looked */
function setting(look: (times: number, target: Target) => Seen = () => RUNNING): Setting {
  const counter = counting();
  const clock = fakeClock(counter.settled);
  const begun = clock.now();
  const store = counter.store(openLmdbStore(folderWith({}), clock.now));
  open.push(() => store.close());
  const posts: Setting['posts'] = [];
  const looks: number[] = [];
  const faults: string[] = [];
  return {
    clock,
    store,
    posts,
    faults,
    looks,
    replica(parts = {}) {
      const watches = createWatches({
        store: parts.store ?? store,
        now: clock.now,
        timer: clock.timer,
        look: counter.counted(async (target) => {
          looks.push((clock.now() - begun) / SECOND);
          return parts.look ? parts.look(target) : look(looks.length, target);
        }),
        post: counter.counted(async (to: Told, end: End) => {
          await parts.post?.();
          posts.push({ to, end });
        }),
        onFault: (where, error) => faults.push(`${where}: ${String(error)}`),
      });
      open.push(() => watches.close());
      return watches;
    },
  };
}

const stored = async (store: Store, id = '') => (await store.get(`watch/${id}`))?.value as Watch | undefined;

describe('when it looks, and what it tells', () => {
  test('after 5 s, then each wait twice the one before, at most 5 min; at 2 h it says so and stops', async () => {
    const { clock, looks, posts, replica, store } = setting();
    const { id, says } = await replica().start(asking('outweek47'));
    expect(says).toBe(
      'Pipeline run outweek47 is watched until 2026-11-21 12:00 UTC; its end is told here once.',
    );
    await clock.move(3 * 60 * MINUTE);
    const waits = looks.map((at, n) => at - (looks[n - 1] ?? 0));
    expect(waits.slice(0, 9)).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
    expect(Math.max(...waits)).toBe(300);
    expect(looks.at(-1)).toBe(7200);
    expect(posts).toEqual([
      {
        to: {
          id,
          asker: KIM,
          conversation: 'a',
          reference: REFERENCE,
          target: { kind: 'pipeline-run', facts: asking('outweek47').facts },
        },
        end: {
          outcome: 'still-running',
          title: 'Pipeline run outweek47 is still running after 2 h',
          lines: [
            'Last seen 2026-11-21 12:00 UTC: run outweek47 is Running at 20 %',
            'The watch is over; ask again to go on.',
          ],
        },
      },
    ]);
    expect(await stored(store, id)).toBeUndefined();
  });

  test('the end is told once, and what is stored then has no address any more', async () => {
    const { clock, posts, replica, store } = setting((times) => (times < 3 ? RUNNING : SUCCEEDED));
    const { id } = await replica().start(asking('outweek47'));
    await clock.move(40 * SECOND);
    expect(posts.map(({ end }) => end)).toEqual([
      {
        outcome: 'succeeded',
        title: 'Pipeline run outweek47 succeeded',
        lines: ['contosoprod7.azurecr.io: run outweek47 is Succeeded at 100 %, seen 2026-11-21 10:00 UTC.'],
      },
    ]);
    expect(await stored(store, id)).toMatchObject({ state: 'done', reference: null });
    await clock.move(5 * 60 * MINUTE);
    expect(posts).toHaveLength(1);
    expect(clock.waits()).toEqual([]);
  });

  test('a failure is told with its code, its words and the entry that explains it', async () => {
    const { clock, posts, replica } = setting(() => ({
      ...{
        state: 'ended',
        outcome: 'failed',
        words: 'operation 1 is Failed at 0%',
        code: 'UNSUPPORTED_PLATFORM',
      },
      message: 'UNSUPPORTED_PLATFORM: no',
      explained: {
        symptom: 'artifact-streaming/conversion-unsupported-platform',
        title: 'Conversion failed',
      },
    }));
    const facts = { registry: 'contosoprod7.azurecr.io', repository: 'team-a/worker', tag: '7' };
    await replica().start({ ...asking(''), kind: 'conversion', facts });
    await clock.move(10 * SECOND);
    expect(posts[0]?.end).toEqual({
      outcome: 'failed',
      title: 'The conversion of team-a/worker:7 failed: UNSUPPORTED_PLATFORM',
      lines: [
        'contosoprod7.azurecr.io: operation 1 is Failed at 0%, seen 2026-11-21 10:00 UTC.',
        'It says: "UNSUPPORTED_PLATFORM: no"',
        'What that means: Conversion failed',
      ],
      symptom: 'artifact-streaming/conversion-unsupported-platform',
    });
  });

  test('trouble of a moment is no end, and is forgotten when it passes', async () => {
    const { clock, posts, replica } = setting((times) =>
      times < 5 ? failing('throttled') : times < 8 ? RUNNING : SUCCEEDED,
    );
    await replica().start(asking('outweek47'));
    await clock.move(60 * MINUTE);
    expect(posts.map(({ end }) => end.outcome)).toEqual(['succeeded']);
  });

  test('five failed looks in a row stand in the post at the limit', async () => {
    const { clock, looks, posts, replica } = setting((times) =>
      times < 3 ? RUNNING : failing('timed-out', 'no answer within 4 s'),
    );
    await replica().start(asking('outweek47'));
    await clock.move(3 * 60 * MINUTE);
    expect(posts).toHaveLength(1);
    expect(posts[0]?.end).toMatchObject({
      outcome: 'not-seen',
      title: 'Pipeline run outweek47 was not seen to end within 2 h',
      lines: [
        'Last seen 2026-11-21 10:00 UTC: run outweek47 is Running at 20 %',
        `The last ${looks.length - 2} looks failed, the last with: no answer within 4 s`,
        'The watch is over; ask again to go on.',
      ],
    });
  });

  test('four are not worth a word', async () => {
    const { clock, looks, posts, replica } = setting((times) =>
      times < 27 ? RUNNING : failing('throttled'),
    );
    await replica().start(asking('outweek47'));
    await clock.move(3 * 60 * MINUTE);
    expect(looks.length - 26).toBeLessThan(5);
    expect(posts[0]?.end).toMatchObject({ outcome: 'still-running' });
    expect(posts[0]?.end.lines.join()).not.toContain('looks failed');
  });

  test.each([
    [
      'forbidden',
      'refused',
      'Pipeline run outweek47 may not be read any more',
      'To read it takes: Microsoft.X/read',
    ],
    [
      'not-found',
      'not-found',
      'Pipeline run outweek47 is not found any more',
      'Last seen 2026-11-21 10:00 UTC: run outweek47 is Running at 20 %',
    ],
  ] as const)('%s ends it with the reason', async (reason, outcome, title, line) => {
    const { clock, posts, replica } = setting((times) => (times < 2 ? RUNNING : failing(reason)));
    await replica().start(asking('outweek47'));
    await clock.move(MINUTE);
    expect(posts).toHaveLength(1);
    expect(posts[0]?.end).toMatchObject({ outcome, title });
    expect(posts[0]?.end.lines).toContain('contosoprod7.azurecr.io: management.azure.com answered so');
    expect(posts[0]?.end.lines).toContain(line);
  });

  test('a 401 may be a moment of Entra; the fifth in a row is an answer', async () => {
    const { clock, looks, posts, replica } = setting(() => failing('unauthorized'));
    await replica().start(asking('outweek47'));
    await clock.move(60 * MINUTE);
    expect(looks).toHaveLength(5);
    expect(posts.map(({ end }) => [end.outcome, end.title])).toEqual([
      ['refused', 'Pipeline run outweek47 may not be read'],
    ]);
  });

  test('a fault of our own in a look is logged, and counts as a look that failed', async () => {
    const { clock, posts, faults, replica } = setting();
    const watches = replica({ look: () => Promise.reject(new Error('bug')) });
    await watches.start(asking('outweek47'));
    await clock.move(3 * 60 * MINUTE);
    expect(posts.map(({ end }) => end.outcome)).toEqual(['not-seen']);
    expect(faults[0]).toMatch(/^look at [0-9a-f]{16}: Error: bug$/);
  });

  test('the operation that a tag led to is watched from then on', async () => {
    const seen: Target[] = [];
    const { clock, replica } = setting((_times, target) => {
      seen.push(target);
      return { state: 'open', words: 'operation op-1 is Running', operationId: 'op-1' };
    });
    const facts = { registry: 'contosoprod7.azurecr.io', repository: 'team-a/worker', tag: '7' };
    await replica().start({ ...asking(''), kind: 'conversion', facts });
    await clock.move(20 * SECOND);
    expect(seen.map((target) => target.facts)).toEqual([facts, { ...facts, operationId: 'op-1' }]);
  });

  test('a post that fails is tried again, ever later, and given up after eight tries', async () => {
    const { clock, posts, faults, replica, store } = setting(() => SUCCEEDED);
    let tries = 0;
    const watches = replica({
      post: () => (++tries <= 2 ? Promise.reject(new Error('502')) : Promise.resolve()),
    });
    await watches.start(asking('outweek47'));
    await clock.move(5 * SECOND + 15 * SECOND + 30 * SECOND);
    expect([tries, posts.length, faults.length]).toEqual([3, 1, 2]);
    const never = replica({ post: () => (tries++, Promise.reject(new Error('404'))) });
    tries = 0;
    const { id } = await never.start(asking('inweek47'));
    await clock.move(60 * MINUTE);
    expect([tries, posts.length]).toEqual([8, 1]);
    expect(await stored(store, id)).toMatchObject({ state: 'done' });
  });
});

describe('who watches what', () => {
  test('the same target in the same conversation is one watch, whoever asks; once it ended it may begin again', async () => {
    const { clock, posts, replica } = setting((times) => (times === 1 ? SUCCEEDED : RUNNING));
    const watches = replica();
    const first = await watches.start(asking('outweek47'));
    const again = await watches.start(asking('outweek47', { asker: LEE }));
    expect(again).toEqual({
      id: first.id,
      says: 'Pipeline run outweek47 is watched here already, until 2026-11-21 12:00 UTC; its end is told once.',
    });
    const elsewhere = await watches.start(asking('outweek47', { conversation: 'b' }));
    expect(elsewhere.id).not.toBe(first.id);
    await clock.move(5 * SECOND);
    expect(posts).toHaveLength(1);
    const anew = await watches.start(asking('outweek47', { conversation: posts[0]!.to.conversation }));
    expect(anew.says).toContain('is told here once');
    expect((await watches.list(KIM)).map(({ facts }) => facts)).toHaveLength(2);
  });

  test('at most five a person, whatever replica is asked at the same moment', async () => {
    const { clock, posts, replica } = setting(() => SUCCEEDED);
    const replicas = [replica(), replica(), replica()];
    const runs = Array.from({ length: 12 }, (_, n) => `run-${n}`);
    const answers = await Promise.all(runs.map((run, n) => replicas[n % 3]!.start(asking(run))));
    expect(answers.filter(({ id }) => id !== undefined)).toHaveLength(5);
    expect(answers.find(({ id }) => id === undefined)?.says).toBe(
      '5 watches are open, which is the most for one person. Stop one to begin another.',
    );
    expect((await replicas[0]!.start(asking('run-1', { asker: LEE, conversation: 'c' }))).id).toBeDefined();
    await clock.move(MINUTE);
    expect(posts).toHaveLength(6);
    expect((await replicas[0]!.start(asking('another'))).id).toBeDefined();
  });

  test('what cannot be watched is refused with what it takes', async () => {
    const facts = { registry: 'contosoprod7.azurecr.io', repository: 'team-a/worker' };
    const refused = await setting()
      .replica()
      .start({ ...asking(''), kind: 'conversion', facts });
    expect(refused).toEqual({ says: expect.stringContaining('a tag, digest or operation id') as string });
  });

  test('list, stop one, stop all of a conversation: only the own', async () => {
    const { clock, posts, looks, replica } = setting();
    const watches = replica();
    const { id: one } = await watches.start(asking('one'));
    await watches.start(asking('two'));
    await watches.start(asking('three', { conversation: 'b' }));
    await watches.start(asking('four', { asker: LEE }));
    expect(await watches.stop(LEE, { id: one! })).toBe(0);
    expect(await watches.stop({ ...KIM, tenant: 'other' }, { id: one! })).toBe(0);
    expect(await watches.stop(KIM, { id: one! })).toBe(1);
    expect(await watches.stop(KIM, { conversation: 'a' })).toBe(1);
    expect(await watches.stop(KIM, { conversation: 'a' })).toBe(0);
    await clock.move(5 * SECOND);
    expect(looks).toHaveLength(2);
    expect(await watches.list(KIM)).toEqual([
      {
        ...{
          kind: 'pipeline-run',
          facts: asking('three').facts,
          conversation: 'b',
          id: expect.any(String) as string,
        },
        ...{ startedAt: '2026-11-21T10:00:00.000Z', until: '2026-11-21T12:00:00.000Z' },
        last: { words: 'run outweek47 is Running at 20 %', at: '2026-11-21T10:00:05.000Z' },
      },
    ]);
    expect(posts).toEqual([]);
  });

  test('what another replica holds can be stopped: it finds it gone', async () => {
    const { clock, looks, replica, posts } = setting();
    const { id } = await replica().start(asking('one'));
    expect(await replica().stop(KIM, { id: id! })).toBe(1);
    await clock.move(3 * 60 * MINUTE);
    expect([looks.length, posts.length]).toEqual([0, 0]);
    expect(clock.waits()).toEqual([]);
  });

  test('forget leaves nothing of a person, also when a look is under way', async () => {
    const { clock, store, posts, replica } = setting();
    const answers: ((seen: Seen) => void)[] = [];
    const slow = replica({ look: () => new Promise((resolve) => answers.push(resolve)) });
    await slow.start(asking('one'));
    await slow.start(asking('two', { asker: LEE, conversation: 'b' }));
    const moved = clock.move(5 * SECOND);
    while (answers.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    await slow.forget(KIM);
    for (const answer of answers) answer(SUCCEEDED);
    await moved;
    const left = await Promise.all((await store.list('')).map(async (key) => (await store.get(key))?.value));
    expect(JSON.stringify(left)).not.toContain('kim');
    expect(posts.map(({ to }) => to.asker.id)).toEqual(['lee']);
  });
});

describe('restarts and replicas', () => {
  test('closed between rounds: the next process goes on with the interval it had', async () => {
    const { clock, looks, posts, replica } = setting((times) => (times < 5 ? RUNNING : SUCCEEDED));
    const first = replica();
    await first.start(asking('outweek47'));
    await clock.move(20 * SECOND);
    await first.close();
    expect(clock.waits()).toEqual([]);
    await clock.move(2 * SECOND);
    expect(await replica().resume()).toBe(1);
    await clock.move(10 * MINUTE);
    expect(looks).toEqual([5, 15, 35, 75, 155]);
    expect(posts).toHaveLength(1);
  });

  test('down until after the limit: one look, then the end', async () => {
    const { clock, looks, posts, replica } = setting();
    const first = replica();
    await first.start(asking('outweek47'));
    await first.close();
    await clock.move(5 * 60 * MINUTE);
    await replica().resume();
    await clock.move(SECOND);
    expect([looks.length, posts.map(({ end }) => end.outcome)]).toEqual([1, ['still-running']]);
  });

  test('the watch of a process that died is taken over once its lease is over', async () => {
    const { clock, looks, posts, replica, store } = setting(() => SUCCEEDED);
    const dead = createWatches({
      ...{ store, now: clock.now, timer: () => () => undefined },
      ...{ look: () => Promise.reject(new Error('dead')), post: () => Promise.reject(new Error('dead')) },
    });
    await dead.start(asking('outweek47'));
    expect(await replica().resume()).toBe(0);
    await clock.move(MINUTE);
    expect(posts).toHaveLength(0);
    await clock.move(MINUTE);
    expect(looks).toEqual([120]);
    expect(posts).toHaveLength(1);
  });

  test('of another version: dropped, and said once, by one of two replicas', async () => {
    const { clock, store, posts, faults, replica } = setting();
    const strange = { schema: 2, asker: KIM, conversation: 'a', reference: REFERENCE, somethingNew: true };
    await store.put('watch/0123456789abcdef', strange);
    await store.put('watch/fedcba9876543210', { schema: 2 });
    const replicas = [replica(), replica()];
    await Promise.all(replicas.map((one) => one.resume()));
    await clock.move(10 * MINUTE);
    expect(posts).toEqual([
      {
        to: { id: '0123456789abcdef', asker: KIM, conversation: 'a', reference: REFERENCE },
        end: {
          outcome: 'dropped',
          title: 'A watch was dropped by an update of the bot',
          lines: ['It was stored in another form. Ask for it again.'],
        },
      },
    ]);
    expect(faults).toEqual([
      'watch fedcba9876543210: Error: It is of another version, with no address to tell that it was dropped.',
    ]);
    expect(await store.list('watch/')).toEqual(['watch/0123456789abcdef']);
  });

  test('of another version: left to processes of that version, until some minutes after its next look', async () => {
    const { clock, store, posts, replica } = setting();
    const nextAt = clock.now() + 2 * MINUTE;
    await store.put('watch/0123456789abcdef', {
      schema: 2,
      asker: KIM,
      conversation: 'a',
      reference: REFERENCE,
      nextAt,
    });
    await replica().resume();
    await clock.move(4 * MINUTE);
    expect(posts).toEqual([]);
    expect((await store.get('watch/0123456789abcdef'))?.value).toMatchObject({ schema: 2 });
    await clock.move(3 * MINUTE);
    expect(posts).toMatchObject([{ end: { outcome: 'dropped' } }]);
  });

  const unlocked = (store: Store): Store => ({
    ...store,
    lease: () => Promise.resolve({ renew: () => Promise.resolve(true), release: () => Promise.resolve() }),
  });

  test.each([
    ['leases hold', (store: Store) => store],
    ['no lease holds, as after a pause longer than any: the version written decides', unlocked],
  ])(
    'two replicas, 100 watches: each is told once (%s)',
    async (_name, change) => {
      const ends = new Map<string, number>();
      const { clock, store, posts, looks, replica } = setting((_times, { facts }) => {
        const name = 'pipelineRun' in facts ? facts.pipelineRun : '';
        const left = (ends.get(name) ?? 0) - 1;
        ends.set(name, left);
        return left <= 0 ? SUCCEEDED : RUNNING;
      });
      const replicas = [replica({ store: change(store) }), replica({ store: change(store) })];
      for (let n = 0; n < 100; n++) {
        ends.set(`run-${n}`, (n % 7) + 1);
        const asker = { id: `person-${n % 25}`, tenant: 'contoso' };
        await replicas[n % 2]!.start(asking(`run-${n}`, { asker }));
      }
      await Promise.all(replicas.map((one) => one.resume()));
      await clock.move(4 * 60 * MINUTE);
      expect(posts).toHaveLength(100);
      expect(new Set(posts.map(({ to }) => to.id)).size).toBe(100);
      expect(looks.length).toBeGreaterThanOrEqual(100);
      expect(posts.every(({ end }) => end.outcome === 'succeeded')).toBe(true);
    },
    120_000,
  );
});
