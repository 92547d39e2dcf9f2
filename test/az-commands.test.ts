import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { findAzCalls, type AzCall } from '../tools/az-calls';
import { theCatalogue } from './helpers/knowledge';

/** The help of Debian's azure-cli, recorded by `npm run record:az`, and what it cannot confirm. */
const recorded = z
  .object({ azureCli: z.string(), commands: z.record(z.string(), z.array(z.string())) })
  .parse(JSON.parse(readFileSync('test/fixtures/az-options.json', 'utf8')));
const Reasons = z.record(z.string(), z.string().min(8));
const unchecked = z
  .strictObject({ commands: Reasons, groups: Reasons, options: Reasons })
  .parse(parse(readFileSync('test/fixtures/az-unchecked.yaml', 'utf8')));

const catalogue = theCatalogue();
const calls = findAzCalls(catalogue);
const reasonFor = ({ path }: AzCall) =>
  Object.keys(unchecked.commands).find((name) => path === name || path.startsWith(`${name} `)) ??
  Object.keys(unchecked.groups).find((name) => path === name);
const unknownOptions = ({ path, options }: AzCall) => {
  const known = recorded.commands[path];
  return known
    ? options.filter((option) => !known.includes(option)).map((option) => `${path} ${option}`)
    : [];
};

test(`every az call is in the help of azure-cli ${recorded.azureCli}, or listed as unchecked`, () => {
  const strange = calls.filter((call) => !recorded.commands[call.path] && !reasonFor(call));
  expect(strange.map(({ entry, line }) => `${entry}: ${line}`)).toEqual([]);
});

test('every option is in that help, or listed as unchecked', () => {
  const strange = calls.flatMap((call) =>
    unknownOptions(call)
      .filter((option) => !unchecked.options[option])
      .map((option) => `${call.entry}: ${option}`),
  );
  expect([...new Set(strange)]).toEqual([]);
});

test('nothing is listed as unchecked that is checked, or that nothing uses', () => {
  const used = new Set(
    calls.flatMap((call) => (recorded.commands[call.path] ? [] : (reasonFor(call) ?? []))),
  );
  const usedOptions = new Set(calls.flatMap(unknownOptions));
  expect(
    [...Object.keys(unchecked.commands), ...Object.keys(unchecked.groups)].filter((name) => !used.has(name)),
  ).toEqual([]);
  expect(Object.keys(unchecked.options).filter((name) => !usedOptions.has(name))).toEqual([]);
});

/** Groups of commands that act on one registry, cluster or app: a hidden default would act on another one. */
const NEEDS: [RegExp, string[]][] = [
  [
    /^acr (?!list$|check-name$|check-health$|login$)/,
    ['--name', '-n', '--registry', '-r', '--registry-name'],
  ],
  [/^aks (?!install-cli$)/, ['--name', '-n', '--cluster-name']],
  [/^aks (?!install-cli$)/, ['--resource-group', '-g']],
  [/^containerapp /, ['--resource-group', '-g']],
];

test('registry, cluster and resource group are always written out', () => {
  const hidden = calls.filter(
    ({ path, options }) =>
      options.length > 0 &&
      !options.includes('--help') &&
      NEEDS.some(([group, names]) => group.test(path) && !names.some((name) => options.includes(name))),
  );
  expect(hidden.map(({ entry, line }) => `${entry}: ${line}`)).toEqual([]);
});

test('the reader of commands sees pipes, substitutions and continued lines', () => {
  const line =
    'az acr show -n {registry} --query "a || b" -o tsv | xargs az acr list \\\n  --query "x" && echo az';
  const [entry] = catalogue.symptoms;
  if (!entry) throw new Error('no entries');
  const step = { do: 'Look.', command: line };
  const found = findAzCalls({
    ...catalogue,
    symptoms: [{ ...entry, causes: [], steps: [step], conflicts: [], says: 'x' }],
  });
  expect(found.map(({ path, options }) => [path, options])).toEqual([
    ['acr show', ['-n', '--query', '-o']],
    ['acr list', ['--query']],
  ]);
});
