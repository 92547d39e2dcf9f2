import { createReadiness } from '../../src/service/readiness';
import type { Store } from '../../src/store/store';
import { openLmdbStore } from '../../src/store/lmdb';
import { folderWith } from '../helpers/folder';
import { theCatalogue } from '../helpers/knowledge';
import { startTeamsService } from '../helpers/teams-service';

const empty = { ...theCatalogue(), symptoms: [] };
const gone: Pick<Store, 'get'> = { get: () => Promise.reject(new Error('the store is gone')) };
const hanging: Pick<Store, 'get'> = { get: () => new Promise(() => undefined) };
const fine: Pick<Store, 'get'> = { get: () => Promise.resolve(undefined) };

test.each([
  ['all there', fine, theCatalogue(), { isReady: true, store: true, knowledge: true }],
  ['no store', gone, theCatalogue(), { isReady: false, store: false, knowledge: true }],
  ['a store that hangs', hanging, theCatalogue(), { isReady: false, store: false, knowledge: true }],
  ['no entry', fine, empty, { isReady: false, store: true, knowledge: false }],
])('%s', async (_name, store, catalogue, told) => {
  expect(await createReadiness({ store, catalogue: () => catalogue, now: () => 0 })()).toEqual(told);
});

test('many probes ask the store once in two seconds, and see that it came back', async () => {
  let asked = 0;
  let isGone = true;
  let time = 0;
  const store: Pick<Store, 'get'> = {
    get: () => {
      asked++;
      return isGone ? Promise.reject(new Error('gone')) : Promise.resolve(undefined);
    },
  };
  const readiness = createReadiness({ store, catalogue: theCatalogue, now: () => time });
  const first = await Promise.all(Array.from({ length: 50 }, () => readiness()));
  expect(first.every(({ isReady }) => !isReady)).toBe(true);
  expect(asked).toBe(1);
  isGone = false;
  time = 2001;
  expect((await readiness()).isReady).toBe(true);
});

test('over HTTP: /readyz says which part, /healthz only that the process answers', async () => {
  const store = openLmdbStore(folderWith({}));
  let isGone = false;
  const get: Store['get'] = (key) => (isGone ? Promise.reject(new Error('gone')) : store.get(key));
  const service = await startTeamsService({ store: { ...store, get } });
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${service.port}${path}`);
    return [response.status, (await response.json()) as unknown] as const;
  };
  try {
    expect(await ask('/readyz')).toEqual([200, { status: 'ready', store: true, knowledge: true }]);
    isGone = true;
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(await ask('/readyz')).toEqual([503, { status: 'not ready', store: false, knowledge: true }]);
    expect(await ask('/healthz')).toEqual([200, { status: 'ok' }]);
  } finally {
    isGone = false;
    await service.stop();
  }
});
