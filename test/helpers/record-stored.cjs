/**
 * `npm run record:stored`: what this version writes into its store, one value of each kind, for the test of upgrades
 * (test/service/upgrade.test.ts). A person talks to a replica; another replica is killed with a message on its hands.
 * The newest recording is replaced when the numbers of the stored forms are still the same, else a next one is added:
 * later versions are tried with all of them.
 */
const { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { spawn } = require('node:child_process');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const FOLDER = join(__dirname, '..', 'fixtures', 'stored');
const REPLICA = join(__dirname, 'replica.cjs');
/** Stands in a recording for the connector's address, which is another at each run. */
const CONNECTOR = 'http://connector.invalid';
/** Longer than a recording takes: nobody shall take over what it leaves open. */
const HELD_MS = 300_000;

const built = (file) => require(join(__dirname, '..', '..', 'dist', file));
const AKS_401 = readFileSync(join(__dirname, '..', 'fixtures', 'pull-401.txt'), 'utf8');

/** The numbers of the stored forms of the built version. */
function schemas() {
  return {
    dialog: built('dialogs/converse.js').DIALOG_VERSION,
    case: built('src/case.js').CASE_SCHEMA,
    open: built('src/service/stored-job.js').JOB_SCHEMA,
    watch: built('src/watch/watch.js').WATCH_SCHEMA,
    gap: built('src/gaps.js').GAP_SCHEMA,
  };
}

async function startConnector() {
  let count = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: `sent-${++count}` }));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

async function startReplica(options) {
  const child = spawn(process.execPath, [REPLICA, JSON.stringify({ heldMs: HELD_MS, ...options })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const port = await new Promise((resolve) =>
    child.stdout.on('data', (chunk) => resolve(JSON.parse(String(chunk)).port)),
  );
  const post = (activity) =>
    fetch(`http://127.0.0.1:${port}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    }).catch(() => undefined);
  const stop = () => (child.stdin.end(), ended);
  return { post, stop, ended };
}

/** What Kim says, each conversation with a message in it that leaves something behind. */
const TALKS = {
  'recorded-case': [AKS_401],
  'recorded-question': ['/check pull', 'contosoprod7'],
  'recorded-guided': ['diagnose'],
  'recorded-watch': ['/watch'],
};
/** What a replica is killed over, and once what is written. */
const DEATHS = [
  ['recorded-open', '/check pull', 'put', 'open/', 2],
  // The last: whoever starts after it would look how the conversion goes on.
  ['recorded-watch', 'contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3', 'create', 'watch/', 1],
];
const KIM = { id: '29:kim', name: 'Kim', aadObjectId: '5b0c8f6e-1111-4222-8333-444455556666' };
const BOT = { id: '28:bot', name: 'ACR Doctor' };

/** @returns every value in the store, by key */
async function recordStored() {
  const folder = mkdtempSync(join(tmpdir(), 'acr-doctor-recording-'));
  const connector = await startConnector();
  let count = 0;
  const activity = (conversation, parts) => ({
    type: 'message',
    id: `recorded-${++count}`,
    channelId: 'msteams',
    serviceUrl: connector.url,
    from: KIM,
    recipient: BOT,
    conversation: { id: conversation, conversationType: 'personal', tenantId: 'local' },
    ...parts,
  });
  const replica = await startReplica({ folder });
  await replica.post(activity('recorded-case', { type: 'conversationUpdate', membersAdded: [BOT] }));
  for (const [conversation, texts] of Object.entries(TALKS))
    for (const text of texts) await replica.post(activity(conversation, { text }));
  const feedback = JSON.stringify({ feedbackText: 'it was the proxy' });
  await replica.post(
    activity('recorded-case', {
      type: 'invoke',
      name: 'message/submitAction',
      value: { actionName: 'feedback', actionValue: { reaction: 'dislike', feedback } },
    }),
  );
  await replica.stop();
  for (const [conversation, text, does, key, nth] of DEATHS) {
    const victim = await startReplica({ folder, dies: { when: 'after', does, key, nth } });
    await victim.post(activity(conversation, { text }));
    await victim.ended;
  }
  const values = await dump(folder, connector.url);
  connector.stop();
  rmSync(folder, { recursive: true, force: true });
  return values;
}

async function dump(folder, url) {
  const store = built('src/store/lmdb.js').openLmdbStore(folder);
  const values = {};
  for (const key of await store.list('')) {
    // Leases say who is at work now; nothing of them is read after an upgrade.
    if (key.startsWith('lease/')) continue;
    const { value } = await store.get(key);
    // The watch is there; the message that asked for it counts as answered.
    if (key.startsWith('open/') && value.reference.conversation.id === 'recorded-watch') continue;
    const text = JSON.stringify(value);
    values[key] = JSON.parse(text.replaceAll(url, CONNECTOR));
  }
  await store.close();
  return values;
}

/** All recordings, the oldest first. */
function recordings() {
  return readdirSync(FOLDER)
    .sort()
    .map((name) => ({ name, ...JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) }));
}

async function main() {
  const newest = recordings().at(-1);
  const isSame = newest && JSON.stringify(newest.schemas) === JSON.stringify(schemas());
  const number = Number(newest?.name.slice(0, 4) ?? 0) + (isSame ? 0 : 1);
  const file = join(FOLDER, `${String(number).padStart(4, '0')}.json`);
  const recording = { schemas: schemas(), values: await recordStored() };
  writeFileSync(file, `${JSON.stringify(recording, null, 1)}\n`);
  process.stdout.write(`${file}: ${Object.keys(recording.values).length} values\n`);
}

module.exports = { CONNECTOR, recordings, recordStored, schemas };
if (require.main === module) void main();
