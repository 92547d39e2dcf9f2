import type { Output } from '../../../src/parse/output/output';
import { argumentsOf, optionOf, printedLines, unprojected } from '../../../src/parse/output/query';
import { askedIn, isOfImage, isOfRegistry } from '../../../src/parse/output/subject';

function output(query: string, text: string, json?: unknown, format = ''): Output {
  const commandLine = `az acr show --query "${query}"${format === '' ? '' : ` -o ${format}`}`;
  return {
    command: 'az acr show',
    commandLine,
    line: 1,
    text,
    isPartial: false,
    ...(json === undefined ? {} : { json }),
  };
}

test.each([
  [
    'values in a list, as text',
    output('[a, b.c]', 'x\nTrue\n', undefined, 'tsv'),
    { a: 'x', b: { c: true } },
  ],
  ['values in a list, as JSON', output('[a, b.c]', '', ['x', null]), { a: 'x' }],
  ['fewer lines than values', output('[a, b]', 'x\n', undefined, 'tsv'), undefined],
  ['a list of values', output('[].a', 'x\ny', undefined, 'tsv'), [{ a: 'x' }, { a: 'y' }]],
  [
    'rows of two',
    output('[].[a, b.c]', 'x\t1\ny\t2', undefined, 'tsv'),
    [
      { a: 'x', b: { c: '1' } },
      { a: 'y', b: { c: '2' } },
    ],
  ],
  ['rows whose tabs became spaces', output('[].[a, b]', 'x   1', undefined, 'tsv'), [{ a: 'x', b: '1' }]],
  ['rows that do not fit', output('[].[a, b]', 'x 1 z', undefined, 'tsv'), undefined],
  ['an inner list', output('m[].[a, b]', '', [['x', 1]]), { m: [{ a: 'x', b: 1 }] }],
  [
    'an inner list as a table',
    output('m[].[a, b]', 'Column1    Column2\n---------  ---------\nx          y', undefined, 'table'),
    { m: [{ a: 'x', b: 'y' }] },
  ],
  [
    'an inner list of values',
    output('layers[].size', '1\n2', undefined, 'tsv'),
    { layers: [{ size: '1' }, { size: '2' }] },
  ],
  ['no list where one was asked for', output('[].a', '', { a: 1 }), undefined],
  ['an empty list', output('[].a', '[]', []), []],
  ['named values in no promised order', output('{x:a, y:b}', '1\t2', undefined, 'tsv'), undefined],
  ['None as JSON is a word', output('a', '"None"'), { a: 'None' }],
  ['None as text is nothing', output('a', 'None', undefined, 'tsv'), {}],
  ['a function', output('length(@)', '3', undefined, 'tsv'), undefined],
  ['an error', output('a', 'ERROR: (Forbidden) no', undefined, 'tsv'), undefined],
  [
    'a notice before the value',
    output('a', "Command group 'acr' is in preview. https://aka.ms/CLI_refstatus\nx", undefined, 'tsv'),
    { a: 'x' },
  ],
])('%s', (_name, given, value) => {
  expect(unprojected(given)).toEqual(value);
});

test('lines end with the first empty one', () => {
  expect(printedLines('\nx\ny\n\nDoes that help?')).toEqual(['x', 'y']);
  expect(printedLines('-bash: az: command not found')).toEqual([]);
});

test('words of a command line', () => {
  const line = `oras discover --format "json" -v host/a:1 --name='x y'`;
  expect(argumentsOf(line, ['-v'])).toEqual(['oras', 'discover', 'host/a:1']);
  expect(optionOf(line, '--name')).toBe('x y');
  expect(optionOf('az acr show --name "', '--name')).toBeUndefined();
});

const asked = (command: string, rest: string) =>
  askedIn({ command, commandLine: `${command} ${rest}`, line: 1, text: '', isPartial: false });

test.each([
  ['az acr repository show', '-n reg1 --image a/b:1', { registry: 'reg1', repository: 'a/b', tag: '1' }],
  ['az acr repository show', '-n reg1 --image a/b', { registry: 'reg1', repository: 'a/b', tag: 'latest' }],
  ['az acr repository show', '--name reg1 --repository a/b', { registry: 'reg1', repository: 'a/b' }],
  [
    'az acr manifest show',
    '-r reg1 -n a/b@sha256:1',
    { registry: 'reg1', repository: 'a/b', digest: 'sha256:1' },
  ],
  [
    'az acr manifest show',
    'reg1.azurecr.io/a/b:1 -o json',
    { registry: 'reg1.azurecr.io', repository: 'a/b', tag: '1' },
  ],
  ['az acr config retention show', '-r reg1', { registry: 'reg1' }],
  ['az acr config retention show', '-n reg1', {}],
  ['az acr private-endpoint-connection list', '--registry-name reg1', { registry: 'reg1' }],
  [
    'skopeo inspect',
    '--raw docker://reg1.azurecr.io/a:1',
    { registry: 'reg1.azurecr.io', repository: 'a', tag: '1' },
  ],
  ['docker manifest inspect', 'ubuntu', {}],
])('%s %s', (command, rest, value) => {
  expect(asked(command, rest)).toEqual(value);
});

test.each([
  ['reg1', 'reg1.azurecr.io', true],
  ['REG1', 'reg1.azurecr.io', true],
  ['reg1.azurecr.io', 'reg1.azurecr.io', true],
  ['reg1.azurecr.cn', 'reg1.azurecr.io', false],
  ['reg', 'reg1.azurecr.io', false],
])('%s is %s: %s', (registry, meant, is) => {
  expect(isOfRegistry({ registry }, { registry: meant })).toBe(is);
});

test('a tag that is known counts more than a digest beside it', () => {
  const of = { registry: 'reg1', repository: 'a', tag: '1' };
  const meant = { registry: 'reg1.azurecr.io', repository: 'a', tag: '1', digest: 'sha256:9' };
  expect(isOfImage(of, meant)).toBe(true);
  expect(isOfImage({ ...of, tag: '2' }, meant)).toBe(false);
  expect(isOfImage({ ...of, tag: 'latest' }, { registry: 'reg1.azurecr.io', repository: 'a' })).toBe(true);
});
