import { openCase } from '../../src/case';
import { renderAnswerCard } from '../../src/cards/answer';
import { renderText } from '../../src/cards/text';
import { STAGE_WORDS } from '../../src/cards/words';
import { readPasted } from '../../src/checks/pasted';
import { createExamine } from '../../src/examine';
import { PULL_PATH, type Stage } from '../../src/knowledge/schema';
import { createLive } from '../../src/live';
import type { Facts } from '../../src/parse/facts';
import { readOutputs } from '../../src/parse/output/read-outputs';
import { startSimulation } from '../../src/practice/simulation';
import { linkFindings } from '../../src/verdict/link';
import { pullPath, type StageNews } from '../../src/verdict/pull-path';
import { buildResult, type Result } from '../../src/verdict/result';
import { theCatalogue } from '../helpers/knowledge';

const MARKS = { ok: '+', failed: 'X', unknown: '?', 'not-reached': '.' };
/** `+++X.....`: a mark for each stage, in order. */
function marksOf(told: Stage | undefined, facts: Facts = {}, news: Partial<StageNews> = {}): string {
  return pullPath(told, facts, { stops: [], passed: [], ...news })
    .map(({ state }) => MARKS[state])
    .join('');
}

describe('what is seen moves the path', () => {
  test.each<[string, Stage | undefined, Facts, Partial<StageNews>, string]>([
    ['nothing seen', 'authenticate', {}, {}, '+++X.....'],
    ['a wrapper, and nothing seen', undefined, {}, {}, ''],
    ['a wrapper, and the tag is not there', undefined, {}, { stops: ['manifest'] }, '?????X...'],
    [
      'a wrapper, a tag that is not there, and a node that reached the registry',
      undefined,
      {},
      { stops: ['manifest'], passed: ['dns', 'connect'] },
      '++???X...',
    ],
    ['of two the earlier', undefined, {}, { stops: ['layers', 'dns'] }, 'X........'],
    ['later than the message tells', 'connect', {}, { stops: ['layers'] }, '+?????X..'],
    ['earlier, where the message proves those stages', 'authenticate', {}, { stops: ['dns'] }, '+++X.....'],
    ['earlier, where it proves none', 'authorize', { endpoint: 'mirror' }, { stops: ['dns'] }, 'X........'],
    [
      'a 403 does not prove the sign-in, a test on the node does',
      'authorize',
      { status: 403 },
      { passed: ['authenticate'] },
      '++++X....',
    ],
    ['a conversion', 'convert', {}, { stops: ['manifest'] }, 'X'],
    ['a transfer', 'transfer', {}, {}, 'X'],
  ])('%s', (_name, told, facts, news, marks) => {
    expect(marksOf(told, facts, news)).toBe(marks);
  });
});

const { symptoms } = theCatalogue();
const ASKER = { id: 'user-1', tenant: 'tenant-1' };
const AT = '2026-11-21T10:00:00.000Z';

function resultOf(symptom: string, facts: Facts = {}, text = ''): Result {
  const answers = [{ symptom, confidence: 0.97, because: [], how: 'anchor' as const }];
  const { judged } = readPasted(readOutputs(text), facts);
  const findings = linkFindings(judged, symptoms, { facts, at: AT, events: [] }, AT);
  const decision = { declined: false as const, answers, isTie: false };
  return buildResult('case-1', decision, { facts, answers, redacted: [] }, findings, theCatalogue());
}
const drawn = (result: Result) => JSON.stringify(renderAnswerCard(result)).replace(/\u00a0/g, ' ');

/** Symptoms that stand at no stage by themselves; the path shows when the text or a finding tells one. */
const NO_STAGE: Record<string, string[]> = {
  'says that a pull failed, not where; its text or a finding tells': [
    'container-apps/image-pull-failure',
    'container-apps/invalid-image-value',
    'container-apps/persistent-image-pull-errors',
    'health/pull-error',
    'health/unexpected-error',
    'pull/image-pull-backoff',
    'geo/replica-problem',
    'cache/rule-or-credentials',
  ],
  'fails before any call to the registry': [
    'cli/command-defect',
    'health/helm-or-notary',
    'login/client-quirk',
    'login/docker-missing',
    'login/registry-not-found',
  ],
  'fails in the management of the registry, where nothing is pulled': [
    'limits/storage-quota',
    'limits/webhooks-quota',
    'locks/operation-disallowed',
    'registry/export-policy',
    'registry/name-rules',
    'repository/name-unknown-on-delete',
    'retention/nothing-deleted',
    'soft-delete/cannot-enable',
    'soft-delete/restore-problem',
    'subscription/provider-not-registered',
    'tasks/not-permitted',
  ],
  'is about Teleport, which is over: its scripts told no stage of a pull': [
    'teleport/layer-mount-failed',
    'teleport/layers-expanding',
    'teleport/layers-ready',
    'teleport/not-enabled-for-image',
    'teleport/repository-limit',
    'teleport/retired',
    'teleport/token-or-digest-error',
  ],
};
const excused = Object.values(NO_STAGE).flat();
const failing = symptoms.filter(({ kind }) => kind === 'symptom');

describe('every entry', () => {
  test('that is a failure has a stage, or there is a reason why not', () => {
    const without = failing.filter(({ stage }) => stage === undefined).map(({ id }) => id);
    expect(without.sort()).toEqual([...excused].sort());
  });

  test.each(failing.filter(({ stage }) => stage).map(({ id, stage }) => [id, stage!] as const))(
    '%s shows that it failed at %s',
    (id, stage) => {
      const result = resultOf(id);
      expect(result.answers[0]?.path.filter(({ state }) => state === 'failed')).toEqual([
        { stage, state: 'failed' },
      ]);
      const isOnPath = PULL_PATH.some((one) => one === stage);
      expect(result.answers[0]?.path).toHaveLength(isOnPath ? PULL_PATH.length : 1);
      expect(drawn(result)).toContain(`"${STAGE_WORDS[stage]} FAILED"`);
      expect(renderText(result)).toContain(`${STAGE_WORDS[stage]} FAILED`);
    },
  );

  test.each(excused)('%s shows one as soon as the text tells a stage', (id) => {
    expect(resultOf(id).answers[0]?.path).toEqual([]);
    expect(drawn(resultOf(id, { stage: 'dns' }))).toContain('"dns FAILED"');
  });

  test.each(symptoms.filter(({ kind }) => kind === 'howto').map(({ id }) => id))(
    '%s: nothing failed',
    (id) => {
      expect(resultOf(id, { stage: 'dns' }).answers[0]?.path).toEqual([]);
    },
  );
});

test('pasted output of a node moves it: what worked there is ok', () => {
  const facts = { registry: 'contosoprod7.azurecr.io', endpoint: 'mirror' as const };
  const text = [
    '$ az aks check-acr -n prod -g rg-prod --acr contosoprod7.azurecr.io',
    'Checking host name resolution (contosoprod7.azurecr.io): SUCCEEDED',
  ].join('\n');
  const before = resultOf('aks/check-acr-failed', facts).answers[0]?.path[0];
  const after = resultOf('aks/check-acr-failed', facts, text).answers[0]?.path[0];
  expect([before?.state, after?.state]).toEqual(['unknown', 'ok']);
});

test('a live check moves it: the pull backs off, and the tag is not in the registry', async () => {
  const simulation = await startSimulation('tag-missing');
  try {
    const facts = {
      registry: 'contosoprod7.azurecr.io',
      repository: 'team-a/ingest-worker',
      tag: '2026.11.3',
    };
    const answers = [
      { symptom: 'pull/image-pull-backoff', confidence: 0.97, because: [], how: 'anchor' as const },
    ];
    const opened = openCase('case-1', ASKER, new Date().toISOString());
    const known = { ...opened, evidence: { facts, answers, redacted: [] } };
    const live = createLive({
      ...simulation.live,
      onFault: (_check, error) => expect(error).toBeUndefined(),
    });
    let last: Result | undefined;
    for await (const { result } of createExamine(theCatalogue())(known, live, ASKER, opened.createdAt))
      last = result;
    const path = last?.answers[0]?.path ?? [];
    expect(path.find(({ state }) => state === 'failed')).toEqual({ stage: 'manifest', state: 'failed' });
    expect(drawn(last!)).toContain('"manifest FAILED"');
  } finally {
    await simulation.close();
  }
});
