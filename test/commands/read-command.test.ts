import { COMMANDS, usageOf } from '../../src/commands/commands';
import { readCommand } from '../../src/commands/read-command';
import { readIntent } from '../../src/intent';

const said = (text: string) => readIntent({ text, pictures: 0, files: [] });

describe('what is a command', () => {
  test.each([
    [
      '/check pull contoso.azurecr.io/team/app:1.2 --cluster prod',
      'check pull',
      { registry: 'contoso.azurecr.io', repository: 'team/app', tag: '1.2', cluster: 'prod' },
    ],
    ['check pull contoso.azurecr.io/team/app:1.2', 'check pull', { repository: 'team/app' }],
    ['CHECK PULL contoso.azurecr.io/team/app:1.2', 'check pull', { tag: '1.2' }],
    [
      '/roles contoso --identity=8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
      'roles',
      { registry: 'contoso.azurecr.io', principalId: '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718' },
    ],
    ['network contoso \u2014client-ip 203.0.113.9', 'network', { clientIp: '203.0.113.9' }],
    ['/keys contoso.azurecr.cn', 'keys', { registry: 'contoso.azurecr.cn' }],
    ['search key rotated', 'search', {}],
    ['/explain MANIFEST_UNKNOWN', 'explain', {}],
    ['Who am I', 'who am i', {}],
    ['/forget me', 'forget me', {}],
  ])('%s', (text, name, facts) => {
    const typed = readCommand(text);
    if (!typed || !('command' in typed)) throw new Error(JSON.stringify(typed));
    expect(typed.command.name).toBe(name);
    expect(typed.facts).toMatchObject(facts);
  });

  test.each([
    'keys were rotated yesterday and the app does not pull any more',
    'network timeout while pulling contoso.azurecr.io/app:1',
    'roles are all there, still 401',
    'check pull secret in my namespace?',
    'transfer failed with 403\nsecond line',
    'streaming artifact was not created',
  ])('a sentence is none: %s', (text) => {
    expect(said(text)).toMatchObject({ kind: 'diagnose' });
  });
});

describe('what is wrong is said, with what would be right', () => {
  test.each([
    ['/netwrk contoso', /no command\. Did you mean \/network\?/],
    ['/chek pull a.azurecr.io/b:c', /Did you mean \/check pull\?/],
    ['/frobnicate', /no command\. help lists the commands/],
    ['/check pull nginx', /no whole reference; write it like contoso\.azurecr\.io/],
    ['/roles contoso extra', /'extra' is one word too many/],
    ['/roles contoso --colour red', /--colour is not known here\. Known: --identity/],
    ['/roles contoso --identity', /--identity needs a value/],
    ['/network no_registry!', /is no registry/],
    ['/sas nothing', /needs a SAS token/],
    ['/help me out of here', /takes nothing more/],
  ])('%s', (text, wrong) => {
    const typed = readCommand(text);
    if (!typed || !('wrong' in typed)) throw new Error(JSON.stringify(typed));
    expect(typed.wrong).toMatch(wrong);
  });
});

describe('the one definition', () => {
  test.each(COMMANDS.map((command) => [command.name, command] as const))('%s', (name, command) => {
    // Teams' limits on a command list: title 32 before 1.21, description 128; no title may begin with a slash.
    expect(name).toMatch(/^[a-z][a-z ]{1,30}$/);
    expect(command.says.length).toBeLessThanOrEqual(128);
    expect(usageOf(command).startsWith(name)).toBe(true);
    const typed = readCommand(`/${command.example}`);
    expect(typed).toMatchObject({ command: { name } });
  });

  test('names tell commands apart', () => {
    expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length);
  });
});
