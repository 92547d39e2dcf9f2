import fc from 'fast-check';
import { createGaps, GAP_LIMITS, type Gaps } from '../src/gaps';
import type { Facts } from '../src/parse/facts';
import { parse } from '../src/parse/parse';
import { TEMPLATE_LIMITS, templateOf } from '../src/parse/template';
import { redact } from '../src/redact/redact';
import { openLmdbStore } from '../src/store/lmdb';
import type { Store } from '../src/store/store';
import { folderWith } from './helpers/folder';
import { theCatalogue } from './helpers/knowledge';

const DAY = 24 * 60 * 60 * 1000;
const catalogue = theCatalogue();
const QUOTA = (image: string, region: string, times: number) =>
  `Failed to pull image "${image}": the frobnication quota of "${region}" is exhausted after ${times} attempts`;

let now = Date.UTC(2026, 10, 21);
let store: Store;
let gaps: Gaps;
beforeEach(() => {
  now = Date.UTC(2026, 10, 21);
  store = openLmdbStore(folderWith({}), () => now);
  gaps = createGaps({ store, now: () => now, catalogue });
});
afterEach(() => store.close());

describe('what is noted', () => {
  test('one group for the same message about other things, with how often and when', async () => {
    await gaps.note({
      kind: 'unanswered',
      text: QUOTA('contosoprod7.azurecr.io/team-a/worker:9', 'westeurope', 3),
    });
    now += DAY;
    const answered = {
      kind: 'disliked',
      symptom: 'pull/unauthorized',
      comment: 'It was the proxy of kim@contoso.com, 10.1.2.3',
    } as const;
    await gaps.note({
      ...answered,
      text: `2026-11-22T10:00:01Z ${QUOTA('fabrikam.azurecr.io/cart:1', 'eastus', 7)}`,
    });
    await gaps.note({
      kind: 'unanswered',
      text: 'contoso.azurecr.io/app:1: the gearbox of the registry is jammed: error',
    });
    expect(await gaps.list()).toEqual([
      {
        schema: 1,
        template:
          'Failed to pull image "<image>": the frobnication quota of "<name>" is exhausted after <number> attempts',
        count: 2,
        first: '2026-11-21T00:00:00.000Z',
        last: '2026-11-22T00:00:00.000Z',
        kinds: { unanswered: 1, disliked: 1 },
        symptoms: { 'pull/unauthorized': 1 },
        comments: ['It was the proxy of <email>, <ip>'],
      },
      expect.objectContaining({
        template: '<image>: the gearbox of the registry is jammed: error',
        count: 1,
      }),
    ]);
  });

  test.each([
    ['a greeting', 'hello'],
    ['thanks', 'thanks a lot, that helped!'],
    ['nothing', ''],
    ['white space', ' \n '],
    ['the weather', 'How is the weather today?'],
    ['the weather, told', 'It rains. There are warnings of a storm.'],
    ['a word or two', 'nice image'],
    [
      'Docker Hub',
      'Failed to pull image "docker.io/library/nginx:1.27": toomanyrequests: You have reached your pull rate limit',
    ],
    [
      'another registry',
      'failed to resolve reference "ghcr.io/octo/app:1": unexpected status: 403 Forbidden',
    ],
    [
      'a log in which nothing fails',
      Array.from({ length: 20 }, (_, n) => `contoso.azurecr.io layer ${n} pulled`).join('\n'),
    ],
  ])('%s is no gap', async (_name, text) => {
    expect(await gaps.note({ kind: 'unanswered', text })).toBe(false);
    expect(await store.list('')).toEqual([]);
  });

  test('a question about us is one', async () => {
    expect(
      await gaps.note({ kind: 'unanswered', text: 'How do I sign an image in ACR with notation?' }),
    ).toBe(true);
    expect((await gaps.list()).map(({ template }) => template)).toEqual([
      'How do I sign an image in ACR with notation?',
    ]);
  });

  test('of a long paste only the failing lines', async () => {
    const noise = Array.from(
      { length: 500 },
      (_, n) => `2026-11-03T10:00:${n % 60}Z step ${n} of build payments done ${'and well '.repeat(n % 9)}`,
    );
    const text = [...noise, 'contoso.azurecr.io/app:1 error: the gearbox failed', ...noise].join('\n');
    await gaps.note({ kind: 'unanswered', text });
    const [gap] = await gaps.list();
    expect(gap?.template).toBe('<image> error: the gearbox failed');
    expect(JSON.stringify(gap)).not.toContain('payments');
  });

  test('fifty notes at once from three writers lose none', async () => {
    const others = [
      gaps,
      createGaps({ store, now: () => now, catalogue }),
      createGaps({ store, now: () => now, catalogue }),
    ];
    const texts = Array.from({ length: 50 }, (_, n) =>
      QUOTA(`contoso.azurecr.io/app:${n}`, `region-${n}`, n),
    );
    await Promise.all(
      texts.map((text, n) => others[n % 3]!.note({ kind: n % 2 ? 'disliked' : 'unanswered', text })),
    );
    expect(await gaps.list()).toMatchObject([{ count: 50, kinds: { unanswered: 25, disliked: 25 } }]);
  });

  test('at most a thousand groups: the rarest that are oldest go', async () => {
    const word = (n: number) => Array.from(String(n), (digit) => 'abcdefghij'.charAt(Number(digit))).join('');
    const text = (n: number) => `contoso.azurecr.io error: the gearbox ${word(n)} jammed`;
    await gaps.note({ kind: 'unanswered', text: text(0) });
    await gaps.note({ kind: 'unanswered', text: text(0) });
    for (let n = 1; n <= GAP_LIMITS.groups; n++) {
      now += 1000;
      await gaps.note({ kind: 'unanswered', text: text(n) });
    }
    const left = (await gaps.list()).map(({ template }) => template);
    expect(left).toHaveLength(GAP_LIMITS.groups - GAP_LIMITS.goAtOnce);
    expect(left[0]).toContain('gearbox a jammed');
    expect(left.some((template) => template.includes('gearbox b jammed'))).toBe(false);
    expect(left.some((template) => template.includes(`gearbox ${word(GAP_LIMITS.groups)} jammed`))).toBe(
      true,
    );
  });

  test('forgotten 180 days after it was last noted', async () => {
    await gaps.note({ kind: 'unanswered', text: QUOTA('contoso.azurecr.io/app:1', 'x', 1) });
    now += 179 * DAY;
    await gaps.note({ kind: 'unanswered', text: QUOTA('contoso.azurecr.io/app:1', 'x', 1) });
    now += 179 * DAY;
    expect(await gaps.list()).toMatchObject([{ count: 2 }]);
    now += 2 * DAY;
    expect(await gaps.list()).toEqual([]);
  });

  test.each([
    ['a later version is left to it', 99, []],
    ['an earlier version is begun anew', 0, [{ count: 1 }]],
  ])('what is counted by %s', async (_name, schema, listed) => {
    const noted = { kind: 'unanswered' as const, text: QUOTA('contoso.azurecr.io/app:1', 'westeurope', 3) };
    await gaps.note(noted);
    const [key = ''] = await store.list('gap/');
    const theirs = { schema, counted: 'otherwise' };
    await store.put(key, theirs);
    await gaps.note(noted);
    expect(await gaps.list()).toMatchObject(listed);
    if (schema > 1) expect((await store.get(key))?.value).toEqual(theirs);
  });
});

/** Facts that say what kind of failure it is; every other one names something. */
const KINDS = ['status', 'code', 'endpoint', 'method', 'stage', 'direction'];
const namesOf = (facts: Facts) =>
  Object.entries(facts).flatMap(([name, value]) =>
    !KINDS.includes(name) && typeof value === 'string' ? [value.toLowerCase()] : [],
  );

/** Whether a value stands in a text as a whole, not as a part of a longer word. */
function holds(text: string, value: string): boolean {
  const plain = text.replace(/<[A-Za-z]{1,40}>/g, '<>').toLowerCase();
  for (let at = plain.indexOf(value); at !== -1; at = plain.indexOf(value, at + 1)) {
    const around = `${plain.charAt(at - 1)}${plain.charAt(at + value.length)}`;
    if (!/[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
}

/** The template of a text, which must not hold what its parser read. */
function cleanTemplateOf(text: string): string | undefined {
  const clean = redact(text).text;
  const template = templateOf(clean);
  if (template === undefined) return undefined;
  expect(template.length).toBeLessThanOrEqual(TEMPLATE_LIMITS.chars);
  expect(template.split('\n').length).toBeLessThanOrEqual(TEMPLATE_LIMITS.lines);
  const survived = namesOf(parse(clean).facts).filter((value) => holds(template, value));
  expect({ template, survived }).toEqual({ template, survived: [] });
  expect(namesOf(parse(template).facts)).toEqual([]);
  return template;
}

describe('no name survives', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{4,12}$/);
  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
  const values = fc.record({
    registry: label.map((name) => `${name}.azurecr.io`),
    repository: fc.tuple(label, label).map((parts) => parts.join('/')),
    tag: fc.oneof(label, fc.stringMatching(/^\d{1,4}\.\d{1,3}$/)),
    digest: hex(64).map((digits) => `sha256:${digits}`),
    ip: fc.oneof(fc.ipV4(), fc.ipV6()),
    guid: fc.uuid(),
    mail: fc.emailAddress(),
    time: fc
      .date({ min: new Date('2020-01-01'), max: new Date('2029-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    path: fc.array(label, { minLength: 2, maxLength: 5 }).map((parts) => `/${parts.join('/')}`),
    name: label,
  });
  type Values = typeof values extends fc.Arbitrary<infer T> ? T : never;

  /** Messages as tools print them, in which every kind of name stands where it may. */
  const messages: ((v: Values) => string)[] = [
    (v) => `Failed to pull image "${v.registry}/${v.repository}:${v.tag}": failed to resolve reference`,
    (v) => `error: denied: client with IP '${v.ip}' is not allowed access to ${v.registry}`,
    (v) =>
      `Get "https://${v.registry}/v2/${v.repository}/manifests/${v.tag}": dial tcp: lookup ${v.registry} on ${v.ip}: no such host`,
    (v) => `${v.time} E1103 pod="${v.name}/${v.name}" err="failed to copy ${v.digest}"`,
    (v) => `The client '${v.mail}' with object id '${v.guid}' does not have authorization; failed`,
    (v) =>
      `/subscriptions/${v.guid}${v.path}/providers/Microsoft.ContainerRegistry/registries/${v.name} not found`,
    (v) => `az acr check-health --name ${v.name} --vnet ${v.path} failed, namespace=${v.name}`,
    (v) => `error opening ${v.path}: permission denied by ${v.mail} at ${v.ip}`,
    (v) =>
      `{"error":{"code":"DENIED","message":"no","resource":"${v.repository}","operationId":"${v.guid}","tag":"${v.tag}"}}`,
    (v) =>
      `WWW-Authenticate: Bearer realm="https://${v.registry}/oauth2/token",scope="repository:${v.repository}:pull" error`,
    (v) =>
      `exportPipelines/${v.name} failed: https://${v.name}.blob.core.windows.net/${v.name}/${v.tag} ${v.time}`,
    (v) =>
      `sv=2022-11-02&se=${v.time}&sr=c&sp=rl&sig=${v.name}${v.name} is refused for ${v.name}.vault.azure.net`,
  ];

  test('of messages as tools print them, whatever the names', () => {
    const text = fc.tuple(values, fc.array(fc.constantFrom(...messages), { minLength: 1, maxLength: 6 }));
    fc.assert(
      fc.property(text, ([names, chosen]) => {
        const template = cleanTemplateOf(chosen.map((message) => message(names)).join('\n'));
        const { name, repository, ...marked } = names;
        const all = [
          ...Object.values(marked),
          ...repository.split('/'),
          ...names.path.split('/').slice(1),
          name,
        ];
        // A value that is a word of the messages themselves is no leak.
        const words = messages.map((message) => message(BLANK)).join('\n');
        const survived = all.filter(
          (value) =>
            template !== undefined &&
            holds(template, value.toLowerCase()) &&
            !holds(words, value.toLowerCase()),
        );
        expect({ template, survived }).toEqual({ template, survived: [] });
      }),
      { numRuns: 1000, seed: 42 },
    );
  });

  const BLANK: Values = {
    registry: '',
    repository: '',
    tag: '',
    digest: '',
    ip: '',
    guid: '',
    mail: '',
    time: '',
    path: '',
    name: '',
  };

  test('of every example of the knowledge base, and of two cut together', () => {
    const examples = [...catalogue.symptoms, ...catalogue.elsewhere].flatMap(
      ({ examples: { match } }) => match,
    );
    for (const text of examples) cleanTemplateOf(text);
    const cut = fc
      .tuple(fc.constantFrom(...examples), fc.constantFrom(...examples), fc.nat(400), fc.nat(400))
      .map(([one, other, from, to]) => one.slice(from) + other.slice(0, to));
    fc.assert(
      fc.property(cut, (text) => void cleanTemplateOf(text)),
      { numRuns: 500, seed: 42 },
    );
  });

  test('of random text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => void cleanTemplateOf(text)),
      { numRuns: 300, seed: 42 },
    );
  });

  test('status and code stay: they tell failures apart', () => {
    const text =
      'contoso.azurecr.io/v2/401: unexpected status from GET request to https://contoso.azurecr.io/v2/: 403 Forbidden DENIED AADSTS700016';
    expect(templateOf(text)).toBe(
      '<image>: unexpected status from GET request to <url>: 403 Forbidden DENIED AADSTS700016',
    );
  });

  test('a name that the end of a line broke in two is none either', () => {
    const text =
      'error: failed to pull "fabrikamsi\nlverhub.azurecr.io/app:1" for "payments"\n"count":0 error';
    expect(templateOf(text)).toBe(
      'error: failed to pull "<name>\n<image>" for "<name>"\n"count":<number> error',
    );
  });

  test('a megabyte is no trouble', () => {
    for (const piece of ['error ', 'a', 'error: a.azurecr.io/x:1\n', "'", '<', '/', '=', '"a":"error",'])
      cleanTemplateOf(piece.repeat(Math.ceil(1_000_000 / piece.length)));
  }, 120_000);
});
