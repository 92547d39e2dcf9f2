import type { Output } from '../../../src/parse/output/output';
import {
  hasFlag,
  optionOf,
  readAzTable,
  readKubectlTable,
  unprojected,
} from '../../../src/parse/output/query';

function output(options: string, text: string, json?: unknown): Output {
  return {
    command: 'az aks show',
    commandLine: `az aks show ${options}`,
    line: 1,
    text,
    isPartial: false,
    ...(json === undefined ? {} : { json }),
  };
}

describe('options of a command line', () => {
  const line = `az role assignment list --scope "/sub/x y" --include-groups -n 'a' --name=b -o tsv`;
  test.each([
    [['--scope'], '/sub/x y'],
    [['-n'], 'a'],
    [['--name'], 'b'],
    [['--output', '-o'], 'tsv'],
    [['--assignee'], undefined],
    [['-s'], undefined],
  ])('%s: %s', (names, value) => {
    expect(optionOf(line, ...names)).toBe(value);
  });

  test('flags', () => {
    expect(hasFlag(line, '--include-groups')).toBe(true);
    expect(hasFlag(line, '--include')).toBe(false);
  });
});

describe('what a query took out, put back', () => {
  test.each([
    ['a path as text', output('--query a.b.c -o tsv', 'x\n'), { a: { b: { c: 'x' } } }],
    ['a path as JSON text', output('--query a.b', '"1.31.8"\n'), { a: { b: '1.31.8' } }],
    ['a path to an object', output('--query a', '', { b: true }), { a: { b: true } }],
    ['a path to true', output('--query a.b -o tsv', 'True'), { a: { b: true } }],
    ['null tells nothing', output('--query a.b', 'null'), {}],
    ['nothing', output('--query a.b -o tsv', '\n'), undefined],
    ['names', output('--query "{x:a.b, y:a.c}"', '', { x: 1, y: null }), { a: { b: 1 } }],
    [
      'a list of names as a table',
      output('--query "[].{p:name, s:a.b}" -o table', 'P    S\n---  ----\none  True\ntwo'),
      [{ name: 'one', a: { b: true } }, { name: 'two' }],
    ],
    ['no query', output('-o json', '', { a: 1 }), { a: 1 }],
    ['a filter is not taken back', output('--query "[?a==\'b\'].c"', '', ['x']), undefined],
  ])('%s', (_name, shown, value) => {
    expect(unprojected(shown)).toEqual(value);
  });
});

describe('tables', () => {
  test('of az: by the width of the dashes', () => {
    const text = 'Principal    Role\n-----------  -----------------\nsome one     Acr Pull\n\nrest of it';
    expect(readAzTable(text)).toEqual([{ principal: 'some one', role: 'Acr Pull' }]);
    expect(readAzTable('no table')).toEqual([]);
  });

  test('of kubectl: by two spaces; a row that was wrapped is left out', () => {
    const text =
      'NAME   STATUS   OS-IMAGE\nn1     Ready    Ubuntu 22.04.5 LTS\nn2     Ready\nn3     Ready    Windows';
    expect(readKubectlTable(text).map(({ name }) => name)).toEqual(['n1', 'n3']);
    expect(readKubectlTable('nothing here')).toEqual([]);
  });
});
