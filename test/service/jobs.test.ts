import { createJobs } from '../../src/service/jobs';
import { openLmdbStore } from '../../src/store/lmdb';
import { folderWith } from '../helpers/folder';

test('of replicas that start at once, each open job is taken over by exactly one', async () => {
  const store = openLmdbStore(folderWith({}));
  const jobs = createJobs(store, Date.now);
  const keys = Array.from({ length: 20 }, (_, n) => `job/${String(n).padStart(2, '0')}`);
  for (const key of keys) await jobs.open(key, {}, { text: key });
  const taken = await Promise.all([1, 2, 3].map(() => createJobs(store, Date.now).takeOver()));
  expect(
    taken
      .flat()
      .map(({ key }) => key)
      .sort(),
  ).toEqual(keys);
  await store.close();
});
