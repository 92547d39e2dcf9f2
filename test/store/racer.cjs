/**
 * One of two processes that race over one store. Run with one JSON argument: {place, race, keys, etags, rounds}.
 * It says `ready`, begins when it reads a line, and prints what it won.
 */
const { join } = require('node:path');

const built = (file) => require(join(__dirname, '..', '..', 'dist', 'src', 'store', file));

function open({ kind, folder, url, account, key }) {
  if (kind === 'lmdb') return built('lmdb.js').openLmdbStore(folder);
  const { StorageSharedKeyCredential } = require('@azure/storage-blob');
  const { createDefaultHttpClient } = require('@azure/core-rest-pipeline');
  return built('blob.js').openBlobStore({
    url,
    credential: new StorageSharedKeyCredential(account, key),
    transport: createDefaultHttpClient(),
  });
}

const isConflict = ({ name }) => name === 'ConflictError';

const RACES = {
  /** Creates every key; which it won. */
  async create(store, { keys }) {
    const won = [];
    for (const key of keys) if (await store.create(key, { by: process.pid })) won.push(key);
    return { won };
  },
  /** Writes over a version that both know; which it won, and which were somebody else's by then. */
  async put(store, { keys, etags }) {
    const won = [];
    const lost = [];
    for (const [n, key] of keys.entries()) {
      const written = store.put(key, { by: process.pid }, { ifMatch: etags[n] });
      const isMine = await written.then(
        () => true,
        (error) => {
          if (!isConflict(error)) throw error;
          return false;
        },
      );
      (isMine ? won : lost).push(key);
    }
    return { won, lost };
  },
  /** Adds one to a number, again and again, and counts how often it had to read it anew. */
  async increment(store, { keys: [key], rounds }) {
    let conflicts = 0;
    for (let done = 0; done < rounds;) {
      const { value, etag } = await store.get(key);
      try {
        await store.put(key, { n: value.n + 1 }, { ifMatch: etag });
        done++;
      } catch (error) {
        if (!isConflict(error)) throw error;
        conflicts++;
      }
    }
    return { conflicts };
  },
  /** Takes a lease and dies with it. */
  async hold(store, { keys: [key], ms }) {
    const lease = await store.lease(key, ms);
    return { got: lease !== undefined };
  },
};

async function main() {
  const task = JSON.parse(process.argv[2]);
  const store = open(task.place);
  process.stdout.write('ready\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  const result = await RACES[task.race](store, task);
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

void main();
