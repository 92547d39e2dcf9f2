import { openLmdbStore } from '../../src/store/lmdb';
import { folderWith } from '../helpers/folder';
import { storeContract } from './contract';
import { storeRaces } from './races';

describe('the lmdb store', () => {
  storeContract(() => {
    let time = 1_000_000;
    const now = () => time;
    const pass = (ms: number) => {
      time += ms;
      return Promise.resolve();
    };
    return { store: openLmdbStore(folderWith({}), now), now, pass };
  });

  storeRaces(() => {
    const folder = folderWith({});
    return { store: openLmdbStore(folder), place: { kind: 'lmdb', folder } };
  });

  test('keeps what was put over a restart', async () => {
    const folder = folderWith({});
    const before = openLmdbStore(folder);
    await before.put('case/1', { n: 1 });
    await before.close();
    const after = openLmdbStore(folder);
    expect((await after.get('case/1'))?.value).toEqual({ n: 1 });
    await after.close();
  });
});
