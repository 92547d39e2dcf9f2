import {
  ConversationState,
  MemoryStorage,
  TestAdapter,
  TurnContext,
  type Activity,
  type Storage,
} from 'botbuilder';
import { createDialogStorage } from '../../src/service/dialog-storage';
import { openLmdbStore } from '../../src/store/lmdb';
import { StoreError, type Store } from '../../src/store/store';
import { message } from '../helpers/bot-framework';
import { folderWith } from '../helpers/folder';

let store: Store;
beforeEach(() => {
  store = openLmdbStore(folderWith({}));
});
afterEach(() => store.close());

/** What botbuilder's own storage does is what is asked of ours. */
describe.each<[string, () => Storage]>([
  ['of botbuilder', () => new MemoryStorage()],
  ['ours', () => createDialogStorage(store, Date.now)],
])('the storage %s', (_name, open) => {
  interface Item {
    n: number;
    eTag: string;
  }
  const readItem = async (storage: Storage) => (await storage.read(['k/'])) as { 'k/': Item };

  test('refuses a change of an old version with the same words, and keeps the newer', async () => {
    const storage = open();
    await storage.write({ 'k/': { n: 1 } });
    const { 'k/': mine } = await readItem(storage);
    const { 'k/': theirs } = await readItem(storage);
    await storage.write({ 'k/': { ...theirs, n: 2 } });
    await expect(storage.write({ 'k/': { ...mine, n: 3 } })).rejects.toThrow(
      'Storage: error writing "k/" due to eTag conflict.',
    );
    expect((await readItem(storage))['k/'].n).toBe(2);
  });

  test('writes over whatever is there when the version is *, as ConversationState does', async () => {
    const storage = open();
    await storage.write({ 'k/': { n: 1 } });
    await storage.write({ 'k/': { n: 2, eTag: '*' } });
    expect((await readItem(storage))['k/'].n).toBe(2);
    await storage.delete(['k/']);
    expect(await storage.read(['k/'])).toEqual({});
  });

  test('keeps what a turn left, for the next turn', async () => {
    const storage = open();
    const turn = async (work: (count: number) => number) => {
      const adapter = new TestAdapter(() => Promise.resolve());
      const context = new TurnContext(adapter, {
        ...message('https://smba.example/', 'x'),
        conversation: { id: 'c', conversationType: 'personal', tenantId: 't' },
      } as Partial<Activity>);
      const state = new ConversationState(storage);
      const count = state.createProperty<number>('count');
      const before = await count.get(context, 0);
      await count.set(context, work(before));
      await state.saveChanges(context);
      return before;
    };
    expect(await turn((n) => n + 5)).toBe(0);
    expect(await turn((n) => n + 5)).toBe(5);
    expect(await turn((n) => n)).toBe(10);
  });
});

test('another trouble of the store passes as it is', async () => {
  const closed = { ...store, put: () => Promise.reject(new StoreError('Store: closed')) };
  await expect(createDialogStorage(closed, Date.now).write({ k: { n: 1 } })).rejects.toThrow(StoreError);
});
