import { RestError, type HttpClient } from '@azure/core-rest-pipeline';
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import { BLOB_LIMITS, openBlobStore } from '../../src/store/blob';
import { openLmdbStore } from '../../src/store/lmdb';
import { ConflictError, StoreError, type Store } from '../../src/store/store';
import { startAzurite, type Azurite } from '../helpers/azurite';
import { folderWith } from '../helpers/folder';
import { fault, wordsOf, type Row } from './row';
import { IS_MEASURED, openWorld, PASTE, type World } from './world';

/** The store in trouble: down, full, slow, or changed by somebody else in between. */
const KEPT_NOT = /^The message could not be kept\.\n.*Send it again in a minute/s;

beforeAll(() => void jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterAll(() => jest.restoreAllMocks());

/** A store that does as it is told to. */
function openMoody() {
  const inner = openLmdbStore(folderWith({}));
  const mood: { fails: (does: string, key: string) => Error | undefined } = { fails: () => undefined };
  const may = async <T>(does: string, key: string, work: () => Promise<T>): Promise<T> => {
    const failure = mood.fails(does, key);
    if (failure) throw failure;
    return work();
  };
  const store: Store = {
    ...inner,
    get: (key) => may('get', key, () => inner.get(key)),
    put: (key, ...rest) => may('put', key, () => inner.put(key, ...rest)),
    create: (key, ...rest) => may('create', key, () => inner.create(key, ...rest)),
    delete: (key) => may('delete', key, () => inner.delete(key)),
    list: (prefix) => may('list', prefix, () => inner.list(prefix)),
    async lease(key, ms) {
      const lease = await may('lease', key, () => inner.lease(key, ms));
      return (
        lease && {
          renew: (longer) => may('renew', key, () => lease.renew(longer)),
          release: () => may('release', key, () => lease.release()),
        }
      );
    },
  };
  return { store, mood };
}

const DOWN = () =>
  new StoreError('Store: https://stcontoso.blob.core.windows.net/doctor: could not be reached');

async function withMoody(run: (world: World, mood: ReturnType<typeof openMoody>['mood']) => Promise<Row>) {
  const { store, mood } = openMoody();
  const world = await openWorld({ store });
  try {
    return await run(world, mood);
  } finally {
    mood.fails = () => undefined;
    await world.stop();
  }
}

/** A message is refused with a word; sent again when the store is well, it is answered. */
async function refusedThenAnswered(world: World, heal: () => void, most = 1): Promise<Row> {
  const begun = performance.now();
  expect(await world.say(PASTE)).toBe(200);
  const ms = performance.now() - begun;
  expect(world.texts()).toEqual([expect.stringMatching(KEPT_NOT)]);
  const saw = wordsOf(world.cards()[0]!);
  heal();
  expect(await world.say(PASTE)).toBe(200);
  await world.until(/pull\/unauthorized/);
  expect(world.cards().length).toBeLessThanOrEqual(1 + most);
  return { saw, lost: 'nothing; the sender is told to send it again', ms };
}

fault('Store down when a message comes', () =>
  withMoody(async (world, mood) => {
    mood.fails = DOWN;
    const row = await refusedThenAnswered(world, () => (mood.fails = () => undefined));
    await world.assertWell();
    return row;
  }),
);

fault('Store full: it is read, and takes nothing', () =>
  withMoody(async (world, mood) => {
    mood.fails = (does) =>
      does === 'put' || does === 'create'
        ? new StoreError('Store: /data: No space left on device')
        : undefined;
    const row = await refusedThenAnswered(world, () => (mood.fails = () => undefined));
    await world.assertWell();
    return row;
  }),
);

fault('Store down from the moment an answer was said', () =>
  withMoody(async (world, mood) => {
    let isSaid = false;
    mood.fails = () => (isSaid ? DOWN() : undefined);
    world.recorder.control.rule = ({ body }) => {
      if (body.attachments) isSaid = true;
      return undefined;
    };
    const begun = performance.now();
    expect(await world.say(PASTE)).toBe(200);
    const ms = performance.now() - begun;
    expect(world.texts()).toEqual([expect.stringContaining('pull/unauthorized')]);
    mood.fails = () => undefined;
    // It is taken over, and known to be done.
    while ((await world.store.list('open/')).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(world.cards()).toHaveLength(1);
    await world.assertWell();
    return { saw: wordsOf(world.cards()[0]!), lost: 'nothing', ms };
  }),
);

fault('Store down while live checks run, for longer than they do', () =>
  withMoody(async (world, mood) => {
    await world.begin({ rules: [{ match: '* *', delayMs: 150 }] });
    await world.say(PASTE);
    const begun = performance.now();
    expect(await world.say({ press: /^Check live/ })).toBe(200);
    mood.fails = DOWN;
    // Whatever was left to do failed, and no promise that nobody awaits ends the process.
    await world.teams.service.bot.settled();
    mood.fails = () => undefined;
    await world.teams.service.bot.resume();
    await world.until(/could not be kept|Live checks of/);
    const ms = performance.now() - begun;
    while ((await world.store.list('open/')).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(world.cards()).toHaveLength(2);
    const saw = wordsOf(world.cards()[1]!);
    await world.assertWell();
    return { saw, lost: 'nothing; the sender is told', ms };
  }),
);

fault('Store conflicting: another process changed the conversation in between', () =>
  withMoody(async (world, mood) => {
    let times = 0;
    mood.fails = (does, key) =>
      does === 'put' && key.startsWith('dialog/') && times++ === 0 ? new ConflictError(key) : undefined;
    const begun = performance.now();
    expect(await world.say(PASTE)).toBe(200);
    const ms = performance.now() - begun;
    expect(world.texts()).toEqual([
      expect.stringMatching(/^ACR Doctor failed to answer\.\n.*send the message again/s),
    ]);
    const saw = wordsOf(world.cards()[0]!);
    await world.assertWell();
    return { saw, lost: 'nothing; the sender is told to send it again', ms };
  }),
);

describe('Blob Storage', () => {
  let azurite: Azurite;
  let world: World;
  let answers: () => Awaited<ReturnType<HttpClient['sendRequest']>> | undefined = () => undefined;
  let hangs = false;

  beforeAll(async () => {
    azurite = await startAzurite();
    await azurite.service.createContainer('doctor');
    const transport: HttpClient = {
      async sendRequest(request) {
        if (hangs) await new Promise(() => undefined);
        const instead = answers();
        return instead ? { ...instead, request } : azurite.transport.sendRequest(request);
      },
    };
    const limits = IS_MEASURED ? BLOB_LIMITS : { ...BLOB_LIMITS, callMs: 2500, operationMs: 4000 };
    const store = openBlobStore({
      url: `${azurite.url}/doctor`,
      credential: azurite.sharedKey,
      transport,
      limits,
    });
    world = await openWorld({ store });
  });
  afterAll(async () => {
    await world.stop();
    await azurite.stop();
  });
  beforeEach(() => world.begin());
  afterEach(() => {
    answers = () => undefined;
    hangs = false;
  });
  const heal = () => {
    answers = () => undefined;
    hangs = false;
  };
  const status = (code: number, error: string) => () => ({
    ...{ status: code, bodyAsText: `<Error><Code>${error}</Code></Error>` },
    headers: createHttpHeaders({ 'x-ms-error-code': error, 'content-type': 'application/xml' }),
    request: undefined as never,
  });

  const TROUBLES: readonly [string, () => void][] = [
    [
      'Blob Storage down: connections are refused',
      () => {
        answers = () => {
          throw new RestError('connect ECONNREFUSED', { code: 'ECONNREFUSED' });
        };
      },
    ],
    ['Blob Storage down: 503 Server Busy', () => (answers = status(503, 'ServerBusy'))],
    ['Blob Storage full: 507', () => (answers = status(507, 'InsufficientStorage'))],
    ['Blob Storage closed: 403', () => (answers = status(403, 'AuthorizationFailure'))],
    ['Blob Storage hanging', () => (hangs = true)],
  ];
  for (const [name, trouble] of TROUBLES)
    fault(name, async () => {
      trouble();
      return refusedThenAnswered(world, heal);
    });

  fault('Two messages of one conversation at once, to two replicas over one container', async () => {
    const { around, recorder } = world;
    // Their clocks are twenty minutes apart: leases go by that of the service.
    const ahead = () => Date.now() + 20 * 60_000;
    const place = {
      url: `${azurite.url}/doctor`,
      credential: azurite.sharedKey,
      transport: azurite.transport,
    };
    const second = await openWorld({
      store: openBlobStore(place, ahead),
      scene: { around, recorder, stop: () => undefined },
      parts: { now: ahead },
    });
    try {
      const begun = performance.now();
      const [one, other] = [world.activityOf(PASTE), world.activityOf('/explain manifest unknown')];
      const posts = [world, second].flatMap(({ teams }) => [teams.post(one), teams.post(other)]);
      expect((await Promise.all(posts)).map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
      await world.until(/pull\/unauthorized/);
      await world.until(/manifest/);
      const ms = performance.now() - begun;
      await second.teams.service.bot.settled();
      expect(world.cards()).toHaveLength(2);
      return {
        saw: `both answers, once each: ${world.cards().map(wordsOf).join(' and ')}`,
        lost: 'nothing',
        ms,
      };
    } finally {
      await second.stop();
    }
  });
});
