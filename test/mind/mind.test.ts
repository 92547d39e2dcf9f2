import { readFileSync } from 'node:fs';
import type { Card } from '../../src/cards/elements';
import { startMind, type RunningMind } from '../helpers/mind';
import { ANNA, BEN, startTalk, valueOf, type Talk } from '../helpers/talk';

const PASTE = readFileSync('test/fixtures/pull-401.txt', 'utf8');

let running: RunningMind;
let talk: Talk;

beforeAll(async () => {
  running = await startMind('kubelet-identity-without-role');
});
afterAll(() => running.stop());
beforeEach(() => {
  talk = startTalk(running.mind);
});

async function say(text: string, asker = ANNA, value?: unknown): Promise<Card> {
  const [card] = await talk.say(value === undefined ? text : { value }, asker);
  if (!card) throw new Error('nothing was said');
  return card;
}
const clicked = (card: Card, press: RegExp) => valueOf({ press }, [card]);

describe('commands', () => {
  test('check pull: trouble first, what is fine behind a click', async () => {
    const card = await say(
      '/check pull contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3 --identity 8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
    );
    expect(card.speak).toMatch(/^\d+ problems?, /);
    const shown = JSON.stringify(card);
    expect(shown).toContain('No role assignment lets the identity pull');
    expect(shown).toContain('none grants pull to 8f1c4b2a');
    expect(shown.indexOf('No role assignment lets the identity pull')).toBeLessThan(
      shown.indexOf('Not so: The repository has no such tag'),
    );
    expect(card.actions?.[0]?.title).toMatch(/^What is fine \(\d+\)$/);
  });

  test('roles without an identity: what could not be checked says what it needs', async () => {
    const shown = JSON.stringify(await say('/roles contosoprod7'));
    expect(shown).toContain('COULD NOT CHECK');
    expect(shown).toContain('not known: the object id of the identity that pulled');
  });

  test('a registry that nobody can see', async () => {
    const shown = JSON.stringify(await say('/network nosuchregistry'));
    expect(shown).toMatch(/No subscription that was asked shows nosuchregistry\.azurecr\.io/);
    expect(shown).toContain('DNS does not know nosuchregistry.azurecr.io');
  });

  test('search and explain', async () => {
    const found = await say('search key rotated container app');
    expect(found.actions?.length).toBeGreaterThan(2);
    const shown = JSON.stringify(await say('/explain MANIFEST_UNKNOWN'));
    expect(shown).toContain('manifest unknown');
    expect(JSON.stringify(await say('/explain no-such-thing-xyz'))).toContain(
      "There is no entry or code 'no-such-thing-xyz'",
    );
  });

  test('a wrong one', async () => {
    const card = await say('/check pull nginx');
    expect(card.fallbackText).toContain('Usage: check pull <image>');
    expect(card.fallbackText).toContain('Example: check pull contoso.azurecr.io/team/app:1.2');
  });
});

describe('a case', () => {
  test('paste, one click, confirmed; run again says what has changed; the note says it all', async () => {
    const first = await say(PASTE);
    const checked = await say('', ANNA, clicked(first, /^Check live/));
    expect(JSON.stringify(checked)).toContain('CONFIRMED');
    const again = await say('', ANNA, clicked(checked, /^Run again/));
    expect(JSON.stringify(again)).toMatch(/Nothing has changed since 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
    const note = await say('', ANNA, clicked(again, /^Hand-off note/));
    expect(note.fallbackText).toMatch(/^401 Unauthorized: .* \(pull\/unauthorized\)\nWritten 20/);
    expect(note.fallbackText).toContain(
      'CONFIRMED: The identity that pulls holds no pull role on the registry',
    );
    expect(note.fallbackText).toMatch(/Live checks of 20\d\d-.* with the rights of/);
    expect(note.fallbackText).toContain('Identity (object id): 8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718');
    expect(note.fallbackText).toMatch(/POSSIBLE: .*\n {2}to tell: /);
  });

  test("somebody else's click gets nothing of it", async () => {
    const card = await say(PASTE);
    for (const title of [/^Check live/, /^Hand-off note/]) {
      const other = await say('', BEN, clicked(card, title));
      expect(other.fallbackText).toContain('no longer there');
      expect(JSON.stringify(other)).not.toContain('contosoprod7');
    }
  });

  test('forget me deletes the cases of the one who asks, and no others', async () => {
    const bens = await say(PASTE, BEN);
    await say(PASTE);
    expect((await say('who am i')).fallbackText).toContain('User anna');
    expect((await say('forget me')).fallbackText).toMatch(/^Deleted: \d+ cases?\./);
    expect((await say('forget me')).fallbackText).toMatch(/^Nothing is kept about you\./);
    expect((await say('', BEN, clicked(bens, /^Hand-off note/))).fallbackText).toContain('pull/unauthorized');
  });
});
