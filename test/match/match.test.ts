import type { Anchor, Catalogue, Elsewhere, Symptom } from '../../src/knowledge/schema';
import { decide } from '../../src/match/decide';
import { looksLikeQuestion } from '../../src/match/by-words';
import { createMatcher } from '../../src/match/match';
import { editDistance } from '../../src/match/spelling';
import { parse } from '../../src/parse/parse';

const anchor = (all: Anchor['all'], parts: Partial<Anchor> = {}): Anchor => ({
  all,
  strength: 'decisive',
  platform: false,
  ...parts,
});

function symptom(id: string, anchors: Anchor[], parts: Partial<Symptom> = {}): Symptom {
  return {
    id,
    title: id.replace(/[/-]/g, ' '),
    status: 'current',
    kind: 'symptom',
    was: [],
    level: 'cause',
    over: [],
    says: '',
    anchors,
    questions: [],
    causes: [],
    steps: [],
    conflicts: [],
    related: [],
    sources: [],
    examples: { match: [], miss: [] },
    ...parts,
  };
}

const HUB: Elsewhere = {
  id: 'docker-hub',
  title: 'Docker Hub',
  says: '',
  try: [],
  hosts: ['docker.io', 'registry-1.docker.io'],
  anchors: [],
  examples: { match: [] },
};

const CATALOGUE: Catalogue = {
  symptoms: [
    symptom('pull/backoff', [anchor(['ImagePullBackOff'])], { level: 'wrapper' }),
    symptom(
      'pull/unauthorized',
      [
        anchor(['failed to fetch oauth token', '401']),
        anchor([['401', 'unauthorized']], { strength: 'beside' }),
      ],
      { over: ['pull/backoff'] },
    ),
    symptom('pull/anonymous', [anchor(['failed to fetch anonymous token', '401'])]),
    symptom('pull/not-found', [anchor([['manifest unknown', ': not found']])]),
    symptom('pull/blob-unknown', [anchor(['blob unknown to registry'], { strength: 'strong' })]),
    symptom('pull/quota', [anchor(['storage quota'], { strength: 'weak' })]),
    symptom('pull/reset', [anchor(['connection reset by peer'], { none: ['npm'] })]),
    symptom('streaming/foreign', [anchor(['UpgradeIfStreamableDisabled'], { platform: true })]),
    symptom('net/special', [anchor(['connection reset by peer', 'over VNET'])], { over: ['pull/reset'] }),
    symptom('apps/rotate', [], {
      kind: 'howto',
      title: 'Replace the registry password of a container app',
      questions: [
        'Is a restart enough after the key was rotated?',
        'How do I update the password of my app?',
      ],
    }),
  ],
  elsewhere: [HUB],
  documents: {},
  parameters: {},
};

const match = createMatcher(CATALOGUE);
const answers = (text: string) => {
  const decision = decide(match(parse(text)));
  return decision.declined ? `declined: ${decision.reason}` : decision.answers.map(({ symptom: id }) => id);
};
const HOST = 'contoso.azurecr.io/app:1';

describe('the whole order, and why', () => {
  test('a cause goes before a wrapper, wherever it stands', () => {
    expect(answers(`ImagePullBackOff\n${HOST}: failed to fetch oauth token: 401\nImagePullBackOff`)).toEqual([
      'pull/unauthorized',
      'pull/backoff',
    ]);
  });

  test('a wrapper alone is answered', () => {
    expect(answers(`Error: ImagePullBackOff ${HOST}`)).toEqual(['pull/backoff']);
  });

  test('a decisive anchor goes before a strong one', () => {
    expect(answers(`${HOST} blob unknown to registry, manifest unknown`)).toEqual([
      'pull/not-found',
      'pull/blob-unknown',
    ]);
  });

  test('equal ones stand in the order of the text', () => {
    expect(answers(`${HOST} failed to fetch anonymous token 401\n${HOST} connection reset by peer`)).toEqual([
      'pull/anonymous',
      'pull/reset',
    ]);
    expect(answers(`${HOST} connection reset by peer\n${HOST} failed to fetch anonymous token 401`)).toEqual([
      'pull/reset',
      'pull/anonymous',
    ]);
  });

  test('a special case goes before the general one it lists', () => {
    expect(answers(`${HOST} connection reset by peer\npull over VNET failed`)).toEqual([
      'net/special',
      'pull/reset',
    ]);
  });

  test('an anonymous retry after a verdict is no answer', () => {
    const text = `[rpc error: code = NotFound desc = ${HOST}: not found, rpc error: code = Unknown desc = failed to fetch anonymous token: 401]`;
    expect(answers(text)).toEqual(['pull/not-found']);
  });

  test('a weak anchor alone is never answered', () => {
    expect(
      answers(`${HOST} uploaded 12 layers; the storage quota was not the reason, says the build server`),
    ).toBe('declined: unknown');
  });

  test('words that are the reason only beside a wrapper count there, and nowhere else', () => {
    expect(answers('ImagePullBackOff: 401 Unauthorized')).toEqual(['pull/unauthorized', 'pull/backoff']);
    expect(answers(`${HOST} says 401 Unauthorized`)).toBe('declined: unknown');
    expect(answers(`ImagePullBackOff${'\nother line of a log'.repeat(200)}\n401`)).toEqual(['pull/backoff']);
    // Another cause is sure: the 401 is an echo.
    expect(answers(`ImagePullBackOff ${HOST}: manifest unknown, 401`)).toEqual([
      'pull/not-found',
      'pull/backoff',
    ]);
    expect(answers('ImagePullBackOff docker.io/library/nginx: 401')).toBe('declined: not-ours');
  });

  test('a forbidden word near by takes an anchor away', () => {
    expect(answers(`npm ${HOST} connection reset by peer`)).toBe('declined: unknown');
  });

  test('literals that stand far apart are no anchor', () => {
    expect(answers(`${HOST} failed to fetch oauth token${'\nother line of a log'.repeat(200)}\n401`)).toBe(
      'declined: unknown',
    );
  });
});

describe('damage', () => {
  test.each([
    ['a typing mistake', `${HOST}: failed to fetch ouath token: 401`],
    ['a missing letter', `${HOST}: faild to fetch oauth tokken: 401`],
    ['a cut-off end', `${HOST}: 401 and failed to fetch oauth tok`],
    ['a cut-off end with dots', `${HOST}: 401 and failed to fetch oauth tok...`],
    ['another case and broken lines', `${HOST.toUpperCase()}: FAILED TO FE\nTCH OAUTH TOKEN: 401`],
  ])('%s', (_name, text) => {
    expect(answers(text)).toEqual(['pull/unauthorized']);
  });
});

describe('whose failure it is', () => {
  test('the registry on the same line decides', () => {
    expect(
      answers(`pulled contoso.azurecr.io/a:1\ndocker.io/library/nginx: manifest unknown${'\n'.repeat(5)}`),
    ).toBe('declined: not-ours');
    expect(answers(`pulled docker.io/library/nginx\n${HOST}: manifest unknown`)).toEqual(['pull/not-found']);
  });

  test('a reference without a host is Docker Hub', () => {
    expect(answers('Failed to pull image "grafana/grafana:10.2": manifest unknown')).toBe(
      'declined: not-ours',
    );
    expect(answers('Failed to pull image "nginx:1.27": manifest unknown')).toBe('declined: not-ours');
  });

  test('an unknown registry is named', () => {
    const decision = decide(
      match(parse('failed to resolve reference "registry.corp.example:5000/a:1": manifest unknown')),
    );
    expect(decision).toMatchObject({
      declined: true,
      reason: 'not-ours',
      about: expect.stringContaining('registry.corp.example:5000') as string,
    });
  });

  test("our own platform's words win over a foreign host", () => {
    expect(answers('docker.io/library/nginx:1 condition UpgradeIfStreamableDisabled')).toEqual([
      'streaming/foreign',
    ]);
  });

  test('a text that names nobody may be ours', () => {
    expect(answers('error: manifest unknown')).toEqual(['pull/not-found']);
  });
});

describe('questions', () => {
  test('are ranked by their words', () => {
    expect(answers('is restarting enough once a key got rotated')).toEqual(['apps/rotate']);
    expect(answers('is a restrat enough after the key was rotatd?')).toEqual(['apps/rotate']);
  });

  test('about something else are declined', () => {
    expect(answers('How do I bake bread?')).toBe('declined: unknown');
    expect(answers('')).toBe('declined: empty');
  });

  test.each([
    ['Is a restart enough?', true],
    ['restart after key rotation', true],
    ['Error response from daemon: Get "https://x/v2/": denied', false],
    ['one\ntwo\nthree\nfour\nfive', false],
  ])('%j is a question: %s', (text, expected) => {
    expect(looksLikeQuestion(text)).toBe(expected);
  });
});

test.each([
  ['oauth', 'ouath', 1],
  ['token', 'tokn', 1],
  ['registry', 'registry', 0],
  ['', 'abc', 3],
  ['unauthorized', 'unathorised', 2],
])('the distance of %s and %s is %i', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});
