import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openLmdbStore } from '../../src/store/lmdb';
import { folderWith } from '../helpers/folder';
import { storeContract } from './contract';

describe('the lmdb store', () => {
  storeContract((now) => openLmdbStore(folderWith({}), now));

  test('keeps what was put over a restart', async () => {
    const folder = folderWith({});
    const before = openLmdbStore(folder);
    await before.put('case/1', { n: 1 });
    await before.close();
    const after = openLmdbStore(folder);
    expect((await after.get('case/1'))?.value).toEqual({ n: 1 });
    await after.close();
  });

  test('is one store for two processes', async () => {
    const folder = folderWith({});
    const store = openLmdbStore(folder);
    expect(await store.create('activity/a', {})).toBe(true);
    const script = `require('${join(__dirname, '../../dist/src/store/lmdb.js')}').openLmdbStore('${folder}').create('activity/a', {}).then((won) => process.stdout.write(String(won)))`;
    expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout).toBe('false');
    await store.close();
  });
});
