import { createMind, type MindDeps } from '../../src/mind/mind';
import type { Intent } from '../../src/intent';
import type { Card } from '../../src/cards/elements';
import { sizeOf } from '../../src/cards/elements';
import { renderNoteCard } from '../../src/cards/note';
import { NOTES } from '../../src/cards/notes';
import { subjectOf } from '../../src/cards/posting';
import { createDiagnose } from '../../src/diagnose';
import { readIntent } from '../../src/intent';
import {
  diagnoseDialog,
  inserted,
  MAX_INSERTED_BYTES,
  MAX_RESULTS,
  previewOf,
  readQuery,
  readSubmit,
  searchResults,
  type ExtensionResponse,
  type ResultAttachment,
} from '../../src/teams/message-extension';
import type { Store } from '../../src/store/store';
import { openLmdbStore } from '../../src/store/lmdb';
import { folderWith } from '../helpers/folder';
import { theCatalogue } from '../helpers/knowledge';

const catalogue = theCatalogue();

/** `value` of a `composeExtension/query` invoke, as the documentation shows it ("Respond to search command"). */
const query = (words: unknown, queryOptions?: object) => ({
  commandId: 'searchEntries',
  parameters: [{ name: 'words', value: words }],
  ...(queryOptions ? { queryOptions } : {}),
});

function foundBy(words: string, options?: object): ResultAttachment[] {
  const { composeExtension: found } = searchResults(readQuery(query(words, options)), catalogue) as {
    composeExtension: { type: string; attachments?: ResultAttachment[] };
  };
  expect(found.type).toBe('result');
  return found.attachments!;
}
const titles = (words: string, options?: object) =>
  foundBy(words, options).map(({ preview }) => preview.content.title);

describe('what is looked up', () => {
  test('words and page', () => {
    expect(readQuery(query('  401 ', { skip: 8, count: 25 }))).toEqual({
      words: '401',
      skip: 8,
      count: MAX_RESULTS,
    });
  });

  test.each([
    ['nothing', undefined],
    ['the first run without words', { parameters: [{ name: 'initialRun', value: 'true' }] }],
    ['a value that is no text', query({ a: 1 })],
    ['options of another form', { parameters: 'x', queryOptions: { skip: 'many' } }],
  ])('%s', (_name, value) => {
    expect(readQuery(value)).toEqual({ words: '', skip: 0, count: MAX_RESULTS });
  });

  test('negative and broken pages', () => {
    expect(readQuery(query('x', { skip: -3, count: 0 }))).toMatchObject({ skip: 0, count: 1 });
  });

  test('a secret typed into the box is masked', () => {
    const { words } = readQuery(query('docker login contoso.azurecr.io -u a -p S3cretPassw0rdValue12345'));
    expect(words).not.toContain('S3cretPassw0rdValue12345');
  });
});

describe('what is found', () => {
  const titleOf = (id: string) => catalogue.symptoms.find((symptom) => symptom.id === id)!.title;

  test('a code finds its entry first, then what shares its words', () => {
    expect(titles('MANIFEST_UNKNOWN')[0]).toBe(titleOf('pull/image-not-found'));
    expect(titles('TOOMANYREQUESTS')[0]).toBe(titleOf('pull/throttled'));
  });

  test('an id, and words', () => {
    expect(titles('pull/unauthorized')[0]).toBe(titleOf('pull/unauthorized'));
    expect(titles('key rotated container app')).toContain(titleOf('container-apps/registry-secret-rotated'));
  });

  test('a word half typed', () => {
    expect(titles('toomanyreq')).toContain(titleOf('pull/throttled'));
  });

  test('the second page goes on after the first, and the last is empty', () => {
    const [first, second] = [titles('pull'), titles('pull', { skip: MAX_RESULTS, count: MAX_RESULTS })];
    expect(first).toHaveLength(MAX_RESULTS);
    expect(second.length).toBeGreaterThan(0);
    expect(first.filter((title) => second.includes(title))).toEqual([]);
    expect(titles('pull', { skip: 1000 })).toEqual([]);
  });

  test.each([
    ['', /Type an error code/],
    ['xyzzy', /No entry speaks of 'xyzzy'/],
  ])("'%s' gets a sentence", (words, text) => {
    expect(searchResults(readQuery(query(words)), catalogue)).toEqual({
      composeExtension: { type: 'message', text: expect.stringMatching(text) as string },
    });
  });
});

describe('every entry as a result', () => {
  test.each(catalogue.symptoms.map(({ id }) => id))('%s', (id) => {
    const [result] = foundBy(id);
    const { title, says, causes } = catalogue.symptoms.find((symptom) => symptom.id === id)!;
    expect(result!.contentType).toBe('application/vnd.microsoft.card.adaptive');
    expect(result!.preview.contentType).toBe('application/vnd.microsoft.card.thumbnail');
    expect(result!.preview.content.title).toBe(title);
    expect(sizeOf(result!.content)).toBeLessThanOrEqual(MAX_INSERTED_BYTES);
    const written = JSON.stringify(result!.content);
    // Whoever reads it is not who asked: no button of a case, but the whole entry, as far as it has room.
    expect(written).not.toContain('Action.Submit');
    expect(written).toContain(JSON.stringify(says).slice(1, -1));
    for (const cause of causes) expect(written).toContain(JSON.stringify(cause.title).slice(1, -1));
    expectNoDeadEnds(result!.content);
  });

  test('the largest page stays below what the Bot Framework passes on', () => {
    const sizes = catalogue.symptoms.map(({ id }) => sizeOf(foundBy(id)[0])).sort((a, b) => b - a);
    expect(sizes.slice(0, MAX_RESULTS).reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
  });

  test('what a card may not say as HTML is escaped in its preview', () => {
    const [symptom] = catalogue.symptoms;
    const odd = { ...catalogue, symptoms: [{ ...symptom!, says: 'set <tag> & pull' }] };
    const { composeExtension } = searchResults(readQuery(query(symptom!.id)), odd) as {
      composeExtension: { attachments: ResultAttachment[] };
    };
    expect(composeExtension.attachments[0]!.preview.content.text).toBe('set &lt;tag&gt; &amp; pull');
  });
});

/** What unfolds must be there, and what is folded must be unfolded by something, at whatever depth. */
function expectNoDeadEnds(card: Card): void {
  const written = JSON.stringify(card);
  const ids = new Set([...written.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id!));
  const targets = [...written.matchAll(/"targetElements":\["([^"]+)"\]/g)].map(([, id]) => id!);
  expect(targets.filter((id) => !ids.has(id))).toEqual([]);
  const folded = [...written.matchAll(/"id":"([^"]+)","isVisible":false/g)].map(([, id]) => id!);
  expect(folded.filter((id) => !targets.includes(id))).toEqual([]);
  const heads = [...written.matchAll(/\u203a details/g)].length;
  expect(heads).toBe(new Set(targets.filter((id) => !['sources', 'masked'].includes(id))).size);
}

/** The whole way, with the real mind and store: only the bot's own sending is left out. */
describe('Diagnose on a message, and posting the answer', () => {
  const KIM = { id: 'kim', tenant: 'contoso' };
  const TEXT =
    'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contoso.azurecr.io/oauth2/token?scope=repository%3Ashop%2Fcart%3Apull&service=contoso.azurecr.io: 401 Unauthorized';
  let store: Store;
  let deps: MindDeps;
  const signal = new AbortController().signal;
  const ask = async (intent: Intent, asker = KIM) => {
    const mind = createMind(deps);
    if (intent.kind !== 'diagnose') return mind.tell(intent, asker);
    const { answered } = await mind.read({ text: intent.text, pictures: 0, files: [] }, asker, signal);
    return answered!.card;
  };

  beforeAll(() => {
    store = openLmdbStore(folderWith({}));
    deps = {
      diagnose: createDiagnose(catalogue),
      catalogue,
      store,
      now: () => Date.parse('2026-11-03T10:42:00Z'),
      newId: () => '6f0c8a52-2f0e-4b0a-9d0c-1f6a7b3c9e11',
      openLive: () => {
        throw new Error('a dialog runs no live checks');
      },
    };
  });
  afterAll(() => store.close());

  const dialogOf = (response: ExtensionResponse): Card =>
    (response as { task: { value: { card: { content: Card } } } }).task.value.card.content;
  const buttonsOf = (card: Card) =>
    [
      ...(card.actions ?? []),
      ...card.body.flatMap(({ actions }) => (actions ?? []) as NonNullable<Card['actions']>),
    ].map(({ title, data }) => ({ title, data }));
  const click = (card: Card, title: string) =>
    readSubmit({
      commandId: 'diagnoseMessage',
      data: buttonsOf(card).find((one) => one.title === title)!.data,
    });

  test('the dialog: the answer, two ways to share it, no live checks', async () => {
    const response = diagnoseDialog(await ask({ kind: 'diagnose', text: TEXT }));
    expect(response).toMatchObject({
      task: {
        type: 'continue',
        value: { title: 'ACR Doctor', card: { contentType: 'application/vnd.microsoft.card.adaptive' } },
      },
    });
    const card = dialogOf(response);
    const names = buttonsOf(card).map(({ title }) => title);
    expect(names).toEqual(
      expect.arrayContaining(['Hand-off note', 'Post to conversation', 'Put into my message']),
    );
    expect(names.join()).not.toContain('Check live');
    expect((card.actions ?? []).length).toBeLessThanOrEqual(6);
  });

  test('Post to conversation: preview, then Send gives back the case, and not the words of the client', async () => {
    const asked = click(
      dialogOf(diagnoseDialog(await ask({ kind: 'diagnose', text: TEXT }))),
      'Post to conversation',
    );
    if (asked.does !== 'preview') throw new Error(asked.does);
    expect(asked.subject).toEqual({ caseId: deps.newId(), symptom: 'pull/unauthorized' });
    const again = await ask({ kind: 'explain', ...asked.subject });
    const response = previewOf(again, asked.subject) as {
      composeExtension: { type: string; activityPreview: { type: string; attachments: { content: Card }[] } };
    };
    expect(response.composeExtension.type).toBe('botMessagePreview');
    const { type, attachments } = response.composeExtension.activityPreview;
    expect([type, attachments.length]).toEqual(['message', 1]);
    const [{ content: shown }] = attachments as [{ content: Card }];
    expect(JSON.stringify(shown)).toContain('contoso.azurecr.io');
    expect(JSON.stringify(shown)).not.toContain('Action.Submit');

    const back = (content: unknown, action: string) => ({
      botMessagePreviewAction: action,
      botActivityPreview: [{ type: 'message/card', attachments: [{ content, contentType: 'x' }] }],
    });
    expect(readSubmit(back(shown, 'send'))).toEqual({ does: 'send', subject: asked.subject });
    expect(readSubmit(back(shown, 'edit'))).toEqual({ does: 'edit', subject: asked.subject });
    const forged = {
      ...shown,
      body: [shown.body[0]!, { type: 'TextBlock', text: 'Sign in at evil.example' }],
    };
    expect(readSubmit(back(forged, 'send'))).toEqual({ does: 'send', subject: asked.subject });
    expect(readSubmit(back({ type: 'AdaptiveCard', body: [{ type: 'TextBlock' }] }, 'send'))).toEqual({
      does: 'unknown',
    });
  });

  test("somebody else's case is not posted", async () => {
    await ask({ kind: 'diagnose', text: TEXT });
    const subject = { caseId: deps.newId(), symptom: 'pull/unauthorized' };
    const card = await ask({ kind: 'explain', ...subject }, { id: 'lee', tenant: 'contoso' });
    expect(JSON.stringify(card)).not.toContain('contoso.azurecr.io');
  });

  test('Put into my message: one result, small enough to be sent', async () => {
    const card = await ask({ kind: 'diagnose', text: TEXT });
    const asked = click(dialogOf(diagnoseDialog(card)), 'Put into my message');
    if (asked.does !== 'insert') throw new Error(asked.does);
    const { composeExtension } = inserted(card, asked.subject) as {
      composeExtension: { type: string; attachments: ResultAttachment[] };
    };
    expect([composeExtension.type, composeExtension.attachments.length]).toEqual(['result', 1]);
    const [result] = composeExtension.attachments;
    expect(sizeOf(result!.content)).toBeLessThanOrEqual(MAX_INSERTED_BYTES);
    expect(JSON.stringify(result)).not.toContain('Action.Submit');
    expectNoDeadEnds(result!.content);
  });

  test('the other buttons of the dialog are read as on any card', async () => {
    const asked = click(
      dialogOf(diagnoseDialog(await ask({ kind: 'diagnose', text: TEXT }))),
      'Hand-off note',
    );
    if (asked.does !== 'click') throw new Error(asked.does);
    expect(readIntent({ text: '', pictures: 0, files: [], value: asked.value })).toEqual({
      kind: 'hand-off',
      caseId: deps.newId(),
    });
  });

  test('a card without a case offers nothing to post', async () => {
    for (const card of [
      await ask({ kind: 'diagnose', text: 'lorem ipsum dolor' }),
      renderNoteCard(NOTES.picture),
    ]) {
      expect(subjectOf(card)).toBeUndefined();
      expect(JSON.stringify(diagnoseDialog(card))).not.toContain('Post to conversation');
    }
  });
});

test.each([undefined, null, 'x', {}, { data: 'x' }, { data: { verb: 'post' } }, { botActivityPreview: 7 }])(
  'a submit of another form: %j',
  (value) => {
    expect(['unknown', 'click']).toContain(readSubmit(value).does);
    expect(readSubmit({ botMessagePreviewAction: 'send' })).toEqual({ does: 'unknown' });
  },
);
