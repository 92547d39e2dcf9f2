import { answerWith } from '../../src/match/decide';
import type { Effect, Finding } from '../../src/verdict/finding';
import { buildResult } from '../../src/verdict/result';
import { theCatalogue } from '../helpers/knowledge';

const SYMPTOM = 'transfer/storage-forbidden';
const CAUSE = 'transfer-sas-not-valid-now';

/** What the answer says of one cause, given what two checks did to it. */
function told(...effects: [Effect, string][]) {
  const findings = effects.map(([effect, saw]): Finding => ({
    ...{ symptom: SYMPTOM, cause: CAUSE, effect, saw, check: 'transfer/sas' },
    vantage: { from: 'configuration' },
    at: '2026-11-21T10:00:00.000Z',
  }));
  const candidate = { symptom: SYMPTOM, confidence: 0.97, because: [], how: 'anchor' as const };
  const evidence = { facts: {}, answers: [candidate], redacted: [] };
  const { answers } = buildResult('case-1', answerWith([candidate]), evidence, findings, theCatalogue());
  const { verdict, evidence: saw } = answers[0]!.causes.find(({ cause }) => cause === CAUSE)!;
  return [verdict, saw];
}

test('a check that could not tell is silent where another could, and speaks where none could', () => {
  const silent: [Effect, string] = ['unknown', 'the fields are not known'];
  expect(told(silent, ['confirms', 'se has passed'])).toEqual(['confirmed', ['se has passed']]);
  expect(told(['rules-out', 'se lies ahead'], silent)).toEqual(['ruled-out', ['se lies ahead']]);
  expect(told(silent)).toEqual(['could-not-check', ['the fields are not known']]);
  expect(told(silent, ['notes', 'se has passed since'])).toEqual([
    'could-not-check',
    ['the fields are not known', 'se has passed since'],
  ]);
});
