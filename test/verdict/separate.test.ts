import { separate } from '../../src/verdict/separate';
import { theCatalogue } from '../helpers/knowledge';

const entry = (id: string) => theCatalogue().symptoms.find((symptom) => symptom.id === id)!;

test.each([
  [
    'container-apps/identity-cannot-pull',
    'login/admin-disabled',
    /Where did it happen/,
    ['In Container Apps', 'On signing in'],
  ],
  ['pull/connect-timeout', 'pull/data-endpoint-blocked', /last step/, ['Connecting', 'Downloading layers']],
])('%s against %s', (first, second, ask, labels) => {
  const question = separate(entry(first), entry(second));
  expect(question.ask).toMatch(ask);
  expect(question.options.map(({ label }) => label)).toEqual(labels);
  expect(question.options.map(({ symptom }) => symptom)).toEqual([first, second]);
});

test('what differs neither in place nor in step is told apart by its title', () => {
  const [one, other] = [entry('pull/image-not-found'), entry('pull/manifest-blob-unknown')];
  const { options } = separate({ ...one, stage: 'manifest' }, { ...other, stage: 'manifest' });
  expect(options.map(({ label }) => label)).toEqual([one.title, other.title]);
});
