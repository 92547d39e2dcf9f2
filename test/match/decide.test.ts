import type { Candidate } from '../../src/match/candidate';
import { answerWith, calibrate, decide, type Decision } from '../../src/match/decide';
import type { Match } from '../../src/match/match';
import { WEIGHTS } from '../../src/match/weights';

const candidate = (symptom: string, confidence: number, how: Candidate['how'] = 'anchor'): Candidate => ({
  symptom,
  confidence,
  because: [],
  how,
});
const match = (parts: Partial<Match>): Match => ({
  candidates: [],
  isEmpty: false,
  isQuestion: false,
  subject: 'none',
  ...parts,
});
const shown = (decision: Decision) =>
  decision.declined ? decision.reason : decision.answers.map(({ symptom }) => symptom);

describe('the floor', () => {
  test.each([
    ['at it', WEIGHTS.floor, ['a']],
    ['below it', WEIGHTS.floor - 0.001, 'unknown'],
  ])('a paste %s', (_name, confidence, expected) => {
    expect(shown(decide(match({ candidates: [candidate('a', confidence)] })))).toEqual(expected);
  });

  test.each(Object.entries(WEIGHTS.subjectFloor))('a question about %s has its own', (subject, floor) => {
    const about = { isQuestion: true, subject: subject as Match['subject'] };
    expect(shown(decide(match({ ...about, candidates: [candidate('a', floor)] })))).toEqual(['a']);
    expect(shown(decide(match({ ...about, candidates: [candidate('a', floor - 0.001)] })))).toBe('unknown');
  });
});

describe('declined', () => {
  test("as somebody else's, with the entry that says so where there is one", () => {
    const foreign = { title: 'Docker Hub', id: 'docker-hub', start: 0, worth: 1 };
    expect(decide(match({ foreign }))).toEqual({
      declined: true,
      reason: 'not-ours',
      about: 'Docker Hub',
      foreignId: 'docker-hub',
    });
    expect(decide(match({ foreign: { title: 'registry.corp.example', start: 0, worth: 1 } }))).toEqual({
      declined: true,
      reason: 'not-ours',
      about: 'registry.corp.example',
    });
  });

  test('as empty before anything else; as unknown when a case has no answer', () => {
    const candidates = [candidate('a', 1)];
    expect(decide(match({ isEmpty: true, candidates }))).toEqual({ declined: true, reason: 'empty' });
    expect(answerWith([])).toEqual({ declined: true, reason: 'unknown' });
  });
});

describe('answers', () => {
  test('at most so many, none too far below the first', () => {
    const near = Array.from({ length: WEIGHTS.answers + 2 }, (_, n) => candidate(`near-${n}`, 0.9));
    expect(shown(answerWith(near))).toHaveLength(WEIGHTS.answers);
    const spread = [candidate('a', 0.95), candidate('b', 0.61), candidate('c', 0.59)];
    expect(shown(answerWith(spread))).toEqual(['a', 'b']);
  });

  test.each([
    ['closer than the gap', 0.86, true],
    ['further than the gap', 0.84, false],
  ])('two %s', (_name, second, isTie) => {
    expect(answerWith([candidate('a', 0.9), candidate('b', second)])).toMatchObject({ isTie });
  });

  test('one alone is no tie', () => {
    expect(answerWith([candidate('a', 0.9)])).toMatchObject({ isTie: false });
  });
});

describe('the confidence that is shown', () => {
  const read = (confidence: number, how: Candidate['how'] = 'words') => {
    const decision = calibrate(answerWith([candidate('a', confidence, how)]));
    return decision.declined ? NaN : (decision.answers[0]?.confidence ?? NaN);
  };

  test('of an answer by words is read between the measured points, and beyond the last one is the last', () => {
    for (const [said, right] of WEIGHTS.wordsWereRight) expect(read(said)).toBeCloseTo(right, 6);
    expect(read(0.5)).toBeCloseTo((0.86 + 0.93) / 2, 6);
    expect(read(0.335)).toBeCloseTo((0.7 + 0.86) / 2, 6);
    expect(read(0.95)).toBe(0.97);
  });

  test('of an answer by anchors stays; a decline has none', () => {
    expect(read(0.5, 'anchor')).toBe(0.5);
    const declined: Decision = { declined: true, reason: 'unknown' };
    expect(calibrate(declined)).toBe(declined);
  });
});
