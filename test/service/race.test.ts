import type { Card } from '../../src/cards/elements';
import { openLmdbStore } from '../../src/store/lmdb';
import { message, startConnector, type Sent } from '../helpers/bot-framework';
import { folderWith } from '../helpers/folder';
import { startReplica } from '../helpers/replicas';

const ROUNDS = 200;
const HELD_MS = 5000;

const textsIn = (sent: readonly Sent[]) =>
  sent.flatMap(({ body }) =>
    ((body.attachments ?? []) as { content: Card }[]).map(({ content }) => content.fallbackText),
  );

/**
 * Two processes over one store, one conversation. In each round a question is open; its answer goes to one process
 * and a call for help to the other, both at once. Whichever comes first, each is answered once, by the dialogs' state
 * as the other left it.
 */
test(`${ROUNDS} rounds: two turns of one conversation at once, each answered once, no state mixed`, async () => {
  const folder = folderWith({});
  const connector = await startConnector();
  const [one, other] = await Promise.all([
    startReplica({ folder, heldMs: HELD_MS }),
    startReplica({ folder, heldMs: HELD_MS }),
  ]);
  const firsts = { answer: 0, help: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    // A conversation a round: Teams takes 60 messages in 30 s of one, and the bot keeps to that.
    const conversation = { id: `race-${round}`, conversationType: 'personal', tenantId: 'local' };
    const said = (text: string) => message(connector.url, text, { conversation });
    const [asks, hears] = round % 2 === 0 ? [one, other] : [other, one];
    const begun = connector.sent.length;
    expect(await asks.post(said('/network'))).toBe(200);
    expect(textsIn(connector.sent.slice(begun))).toEqual([expect.stringContaining('Which registry?')]);
    const asked = connector.sent.length;
    // At the barrier: both requests leave in the same moment.
    const answers = () => asks.post(said('contosoprod7'));
    const calls = () => hears.post(said('help'));
    // Who leaves first by a hair alternates, so that both orders come.
    const both = round % 4 < 2 ? [answers, calls] : [calls, answers];
    const statuses = await Promise.all(both.map((leave) => leave()));
    expect(statuses).toEqual([200, 200]);
    const texts = await allOf(() => textsIn(connector.sent.slice(asked)));
    const reports = texts.filter((text) => text.includes('\nnetwork contosoprod7.azurecr.io'));
    expect(reports).toHaveLength(1);
    const wasHelpFirst = texts.some((text) => text.startsWith('A question is open.'));
    firsts[wasHelpFirst ? 'help' : 'answer']++;
    const rest = texts.filter((text) => !reports.includes(text)).map((text) => text.split('\n')[0]);
    expect(rest.sort()).toEqual(
      wasHelpFirst ? ['A question is open.', 'Which registry?'] : ['What ACR Doctor does'],
    );
  }
  await one.stop();
  await other.stop();
  connector.stop();
  expect([one.complaints(), other.complaints()]).toEqual(['', '']);
  const store = openLmdbStore(folder);
  expect(await store.list('taken/')).toHaveLength(3 * ROUNDS);
  expect(await store.list('open/')).toEqual([]);
  await store.close();
  // Both orders happened: the barrier holds.
  process.stdout.write(
    `Race: ${firsts.answer} rounds were won by the answer, ${firsts.help} by the call for help.\n`,
  );
  expect(Math.min(firsts.answer, firsts.help)).toBeGreaterThan(0);
}, 240_000);

/** Both are answered within their turns; the report may follow its turn where the machine is slow. */
async function allOf(texts: () => string[]): Promise<string[]> {
  const end = Date.now() + 10_000;
  while (!texts().some((text) => /^(?!Checking live)[^\n]*\nnetwork contosoprod7/.test(text))) {
    if (Date.now() > end) throw new Error(`no report: ${texts().join(' / ').slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return texts().filter((text) => !text.startsWith('Checking live'));
}
