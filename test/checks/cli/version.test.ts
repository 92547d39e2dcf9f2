import { diagnoseTexts } from '../../helpers/diagnose';
import { heldIn, look, sawIn } from '../look';
import { heldPasted, ran } from '../printed';

const ID = 'cli/version';
const az = (cli: string, extensions?: object) => ({
  'azure-cli': cli,
  'azure-cli-core': cli,
  ...(extensions ? { extensions } : {}),
});
const TEXT = (cli: string, extension: string) =>
  `azure-cli                         ${cli} *\n\ncore                              ${cli} *\ntelemetry                          1.1.0\n\nExtensions:\n${extension}\n`;

test('live it cannot be known, and says what to paste', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({
    'without-streaming': 'unknown',
    'without-node-pool-streaming': 'unknown',
  });
  expect(sawIn(report, 'without-streaming')).toMatch(/^not known: .*az version.*paste/);
});

test.each([
  ['2.53.1', ran('az version -o json', az('2.53.1', {})), 'yes', 'yes'],
  ['2.54.0', ran('az version', az('2.54.0', {})), 'no', 'yes'],
  ['2.9.1 is older than 2.54', ran('az version', az('2.9.1', {})), 'yes', 'yes'],
  ['2.87.0', ran('az version', az('2.87.0', {})), 'no', 'no'],
  ['3.0.0', ran('az version', az('3.0.0', {})), 'no', 'no'],
  [
    'an old one with aks-preview',
    ran('az version', az('2.60.0', { 'aks-preview': '0.5.1' })),
    'no',
    undefined,
  ],
  ['extensions not shown', ran('az version', az('2.60.0')), 'no', undefined],
  ['without its command line', JSON.stringify(az('2.50.0', {})), 'yes', 'yes'],
  ['as text', ran('az --version', TEXT('2.50.0', 'account 0.2.5')), 'yes', 'yes'],
  ['as text with aks-preview', ran('az --version', TEXT('2.60.0', 'aks-preview 14.0.0')), 'no', undefined],
  ['as text alone', TEXT('2.50.0', 'account 0.2.5'), 'yes', 'yes'],
  ['cut off', ran('az version', '{\n  "azure-cli": "2.5'), undefined, undefined],
  ['no version', ran('az version', az('unknown')), undefined, undefined],
])('%s', (_name, text, old, oldForPools) => {
  const held = heldPasted(ID, text, {});
  expect([held['without-streaming'], held['without-node-pool-streaming']]).toEqual([old, oldForPools]);
});

test('pasted after the error, a new version speaks against the cause that the error alone would confirm', async () => {
  const error = "az acr: 'artifact-streaming' is misspelled or not recognized by the system.";
  const verdictOf = async (...texts: string[]) => {
    const { answers } = await diagnoseTexts(...texts);
    return answers[0]?.causes.find(({ cause }) => cause === 'cli-below-2-54')?.verdict;
  };
  expect(await verdictOf(error)).toBe('confirmed');
  expect(await verdictOf(error, ran('az version', az('2.50.0', {})))).toBe('confirmed');
  expect(await verdictOf(error, ran('az version', az('2.87.0', {})))).toBe('possible');
});
