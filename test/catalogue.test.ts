import { compileLiteral, findPlaces } from '../src/match/literal';
import { buildView } from '../src/parse/view';
import { diagnoseTexts } from './helpers/diagnose';
import { theCatalogue } from './helpers/knowledge';

const { symptoms, elsewhere } = theCatalogue();

describe('each entry answers its own examples', () => {
  const examples = symptoms.flatMap(({ id, examples }) =>
    examples.match.map((text, at) => [`${id} match ${at + 1}`, id, text] as const),
  );
  test.each(examples)('%s', async (_name, id, text) => {
    const result = await diagnoseTexts(text);
    expect(result.answers.map(({ symptom }) => symptom)[0]).toBe(id);
  });
});

describe('each near miss goes to its neighbour', () => {
  const misses = symptoms.flatMap(({ id, examples }) =>
    examples.miss.map((miss, at) => [`${id} miss ${at + 1} is ${miss.is}`, miss] as const),
  );
  test.each(misses)('%s', async (_name, { text, is }) => {
    const result = await diagnoseTexts(text);
    const first = result.answers.map(({ symptom }) => symptom)[0];
    expect(first ?? 'decline').toBe(is);
  });
});

describe('each question finds its entry among the first three', () => {
  const questions = symptoms.flatMap(({ id, questions }) => questions.map((text) => [text, id] as const));
  test.each(questions)('%s', async (text, id) => {
    const result = await diagnoseTexts(text);
    expect(result.answers.map(({ symptom }) => symptom).slice(0, 3)).toContain(id);
  });
});

describe('what is not ours is declined by its own examples', () => {
  const examples = elsewhere.flatMap(({ id, title, examples }) =>
    examples.match.map((text, at) => [`${id} ${at + 1}`, title, text] as const),
  );
  test.each(examples)('%s', async (_name, title, text) => {
    const result = await diagnoseTexts(text);
    expect(result.answers.map(({ symptom }) => symptom)).toEqual([]);
    expect(result.reason).toContain(title);
  });
});

test('no entry is anchored on words that wrap every error', () => {
  const wrapper = buildView(
    'Failed to pull image "contoso.azurecr.io/app:1": rpc error: code = Unknown desc = failed to pull and unpack image "contoso.azurecr.io/app:1": failed to resolve reference "contoso.azurecr.io/app:1": failed to do request: Head "https://contoso.azurecr.io/v2/app/manifests/1":',
  );
  const decisive = symptoms.flatMap(({ id, anchors }) =>
    anchors
      .filter(({ strength, all }) => strength === 'decisive' && all !== undefined)
      .filter(({ all }) =>
        (all ?? []).every((group) =>
          [group].flat().some((literal) => findPlaces(wrapper, compileLiteral(literal)).length > 0),
        ),
      )
      .map(() => id),
  );
  expect(decisive).toEqual([]);
});

test('every entry has two real messages, and five ways people ask for it', () => {
  const thin = symptoms.filter(
    ({ examples, questions }) => examples.match.length < 2 || questions.length < 5,
  );
  expect(thin.map(({ id }) => id)).toEqual([]);
});
