import { readFileSync } from 'node:fs';
import { startConnector, type Sent } from '../helpers/bot-framework';
import { cardsIn, openConversation, posted, until as wait } from '../helpers/conversation';
import { folderWith } from '../helpers/folder';
import { startReplica, type Death, type Replica } from '../helpers/replicas';
import type { Move } from '../helpers/talk';

/**
 * Two replicas over one store. One of them is killed at a point of its work on a message, as a machine dies; the
 * other takes the message over. Nothing may be lost, and nothing said twice but where src/service/delivery.ts says so.
 */
const HELD_MS = 500;
const AKS_401 = readFileSync('test/fixtures/pull-401.txt', 'utf8');

let folder: string;
let survivor: Replica;
let connector: Awaited<ReturnType<typeof startConnector>>;
let talks = 0;

beforeAll(async () => {
  folder = folderWith({});
  connector = await startConnector();
  survivor = await startReplica({ folder, heldMs: HELD_MS });
});
afterAll(async () => {
  await survivor.stop();
  connector.stop();
});

const until = (holds: () => boolean, what: string) => wait(holds, () => `${what}; ${survivor.complaints()}`);
const openTalk = () => openConversation(connector, `kill-${++talks}`);

/** What is said, by whom it is asked for, and what the conversation must go on with. */
const DIALOGS: readonly {
  name: string;
  before: Move[];
  move: Move;
  says: RegExp;
  next: Move;
  then: RegExp;
}[] = [
  {
    name: 'an answer',
    before: [],
    move: AKS_401,
    says: /pull\/unauthorized/,
    next: 'hand-off',
    then: /Written 20/,
  },
  {
    name: 'the question for a name',
    before: [],
    move: '/check pull',
    says: /Which registry\? \(1 of 3\)/,
    next: 'contosoprod7',
    then: /Which repository\? \(2 of 3\)/,
  },
  {
    name: 'the answer to that question',
    before: ['/check pull'],
    move: 'contosoprod7',
    says: /Which repository\? \(2 of 3\)/,
    next: 'team-a/ingest-worker',
    then: /Which tag\? \(3 of 3\)/,
  },
  {
    name: 'guided diagnosis',
    before: ['diagnose'],
    move: 'a container app',
    says: /last step that was tried/,
    next: 'back',
    then: /Where does it fail/,
  },
  {
    name: 'the hand-off note',
    before: [AKS_401],
    move: { press: /^Hand-off/ },
    says: /Written 20/,
    next: 'thanks',
    then: /Noted/,
  },
  {
    name: 'feedback',
    before: [AKS_401],
    move: { value: { verb: 'feedback', liked: false, caseId: '$case' } },
    says: /What was wrong with the answer/,
    next: 'it was the proxy',
    then: /Noted for whoever/,
  },
  {
    name: 'a watch',
    before: ['/watch'],
    move: 'contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3',
    says: /watch/i,
    next: 'stop watching',
    then: /Ended: 1 watch\./,
  },
];

const POINTS: readonly {
  name: string;
  dies: Death;
  mostPosts: number;
  /** Whether it matters which dialog the message is for. */
  isOfDialogs: boolean;
}[] = [
  {
    name: 'before it is known that the message was taken on',
    dies: { when: 'before', does: 'put', key: 'taken/', nth: 1 },
    mostPosts: 1,
    isOfDialogs: false,
  },
  {
    name: 'before anything is decided',
    dies: { when: 'after', does: 'put', key: 'taken/', nth: 1 },
    mostPosts: 1,
    isOfDialogs: false,
  },
  {
    name: 'before what was decided is written',
    dies: { when: 'before', does: 'put', key: 'dialog/', nth: 1 },
    mostPosts: 1,
    isOfDialogs: true,
  },
  {
    name: 'after what was decided is written, before it is said',
    dies: { when: 'after', does: 'put', key: 'dialog/', nth: 1 },
    mostPosts: 1,
    isOfDialogs: true,
  },
  {
    name: 'just before it is said',
    dies: { when: 'after', does: 'put', key: 'open/', nth: 2 },
    mostPosts: 1,
    isOfDialogs: true,
  },
  {
    name: 'after it is said, before that is recorded',
    dies: { when: 'before', does: 'delete', key: 'open/', nth: 1 },
    mostPosts: 2,
    isOfDialogs: true,
  },
  {
    name: 'after all is recorded',
    dies: { when: 'after', does: 'delete', key: 'open/', nth: 1 },
    mostPosts: 1,
    isOfDialogs: false,
  },
];

// One after the other: a replica that starts beside an open job would take that one over.
describe.each(POINTS)('killed $name', ({ dies, mostPosts, isOfDialogs }) => {
  test.each(isOfDialogs ? DIALOGS : DIALOGS.slice(0, 1))(
    'in $name: nothing is lost, and the conversation goes on',
    async (dialog) => {
      const { before, move, says, next, then } = dialog;
      const { mine, activityOf } = openTalk();
      for (const one of before) expect(await survivor.post(activityOf(one))).toBe(200);
      const known = mine().length;
      const victim = await startReplica({ folder, heldMs: HELD_MS, dies });
      const activity = activityOf(move);
      expect(await victim.post(activity)).toBe('no answer');
      expect(await victim.ended).toBe('SIGKILL');
      // Teams delivers it again, to whoever is there.
      expect(await survivor.post(activity)).toBe(200);
      const isSaid = () => cardsIn(mine().slice(known)).some((card) => says.test(card.fallbackText));
      await until(isSaid, 'the answer');
      const goesOn = mine().length;
      await settle(mine);
      expect(await survivor.post(activityOf(next))).toBe(200);
      await until(
        () => cardsIn(mine().slice(goesOn)).some((card) => then.test(card.fallbackText)),
        'the next one',
      );
      const times = posted(mine().slice(known)).length - posted(mine().slice(goesOn)).length;
      expect(times).toBeGreaterThanOrEqual(1);
      expect(posted(mine().slice(known)).length).toBeLessThanOrEqual(mostPosts + 1);
    },
  );
});

/** Waits until nothing more is said. */
async function settle(mine: () => readonly Sent[]): Promise<void> {
  for (let before = -1; before !== mine().length;) {
    before = mine().length;
    await new Promise((resolve) => setTimeout(resolve, 1.5 * HELD_MS));
  }
}

test('killed while checks run: the card that showed them is replaced, and none is added', async () => {
  const { mine, activityOf } = openTalk();
  expect(await survivor.post(activityOf(AKS_401))).toBe(200);
  const known = mine().length;
  const slow = folderWith({
    'slow.yaml': `base: practice\nrules:\n  - match: '* *'\n    delayMs: 900\n`,
  });
  const dies: Death = { when: 'after', does: 'put', key: 'open/', nth: 3 };
  const victim = await startReplica({ folder, heldMs: HELD_MS, dies, scenario: `${slow}/slow.yaml` });
  await victim.post(activityOf({ press: /^Check live/ }));
  expect(await victim.ended).toBe('SIGKILL');
  await until(() => /CONFIRMED/.test(JSON.stringify(mine().slice(known))), 'the end of the checks');
  const after = mine().slice(known);
  expect(posted(after)).toHaveLength(1);
  expect(after.at(-1)?.method).toBe('PUT');
});
