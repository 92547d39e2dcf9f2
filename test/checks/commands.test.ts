import { readPasted } from '../../src/checks/pasted';
import type { Params } from '../../src/checks/check';
import { readOutputs } from '../../src/parse/output/read-outputs';
import { redact } from '../../src/redact/redact';
import { fold } from '../helpers/diagnose';
import { PRINTED, type PrintedCommand } from './printed-commands';

/** `check#statement: holds` of everything that a paste tells. */
function heldIn(text: string, params: Params): Record<string, string> {
  const { judged } = readPasted(readOutputs(redact(text).text), params);
  return Object.fromEntries(judged.map(({ check, statement, holds }) => [`${check}#${statement}`, holds]));
}
const commandsIn = (text: string) => readOutputs(redact(text).text).map(({ command }) => command);
const pasted = ({ typed, printed }: PrintedCommand) => `anna@build-3:~$ ${typed}\n${printed}\n`;

/** What is told of a part is what is told of the whole: what is missing proves nothing. */
function expectNothingNew(part: Record<string, string>, whole: Record<string, string>): void {
  const same = Object.fromEntries(Object.keys(part).map((name) => [name, whole[name]]));
  expect(part).toEqual(same);
}

describe.each(PRINTED.map((one) => [one.command, one] as const))('%s', (command, one) => {
  const { printed, params, seen, isTelling } = one;
  const whole = heldIn(pasted(one), params);

  test('whole: recognised and read', () => {
    expect(commandsIn(pasted(one))).toEqual([command]);
    expect(whole).toMatchObject(seen);
  });

  test(
    isTelling ? 'alone: recognised by its form' : 'alone: could be of anything, so it tells nothing',
    () => {
      expect(commandsIn(printed)).toEqual(isTelling ? [command] : []);
      if (isTelling) expectNothingNew(heldIn(printed, params), whole);
    },
  );

  test.each([0.25, 0.5, 0.75])('cut off after %s of it: what is there counts, nothing else', (part) => {
    const cut = `anna@build-3:~$ ${one.typed}\n${printed.slice(0, Math.floor(printed.length * part))}`;
    expect(commandsIn(cut)).toEqual([command]);
    expectNothingNew(heldIn(cut, params), whole);
  });

  test('its middle is missing: what is there counts, nothing else', () => {
    const lines = printed.split('\n');
    const third = Math.floor(lines.length / 3);
    const text = [...lines.slice(0, third), '...', ...lines.slice(-third)].join('\n');
    const gap = `anna@build-3:~$ ${one.typed}\n${text}`;
    expect(commandsIn(gap)).toEqual([command]);
    expectNothingNew(heldIn(gap, params), whole);
  });

  test('broken at 80 columns: the same is seen', () => {
    const text = `anna@build-3:~$ ${one.typed}\n${fold(printed)}`;
    expect(commandsIn(text)).toEqual([command]);
    const held = heldIn(text, params);
    expectNothingNew(held, whole);
    expect(held).toMatchObject(seen);
  });

  test('the command line broken at 80 columns too', () => {
    const text = fold(pasted(one));
    expect(commandsIn(text)).toEqual([command]);
    expectNothingNew(heldIn(text, params), whole);
  });

  test("somebody else's prompt, and words around it", () => {
    const text = `I ran it:\n\nPS C:\\Users\\anna> ${one.typed}\n${printed}\n\n`;
    expect(commandsIn(text)).toEqual([command]);
    expect(heldIn(text, params)).toMatchObject(seen);
  });
});

test.each([
  ['a bare GUID', '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718'],
  ['an empty list of no command', '[]'],
  ['an empty object', '{}'],
  ['null', 'null'],
  [
    'a GUID of an unknown command',
    '$ az ad signed-in-user show --query id -o tsv\n8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
  ],
  ['an empty list of an unknown command', '$ az vm list -o json\n[]'],
  ['true', 'true'],
  ['a number', '3'],
])('%s proves nothing, whatever is asked about', (_name, text) => {
  for (const { params } of PRINTED) expect(heldIn(text, params)).toEqual({});
  expect(commandsIn(text)).toEqual([]);
});

test.each(PRINTED.map((one) => [one.command, one] as const))(
  'what %s prints when it fails proves nothing',
  (_command, { typed, params }) => {
    for (const error of [
      "ERROR: Please run 'az login' to setup account.",
      'ERROR: (AuthorizationFailed) The client does not have authorization to perform action.',
      'bash: command not found',
    ])
      expect(heldIn(`$ ${typed}\n${error}\n`, params)).toEqual({});
  },
);
