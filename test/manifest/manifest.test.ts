import { readFileSync } from 'node:fs';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { manifest } from '../../manifest/manifest';
import { COMMANDS, usageOf } from '../../src/commands/commands';
import { readCommand } from '../../src/commands/read-command';
import { readIntent } from '../../src/intent';
import type { PackageSettings } from '../../src/config';
import { NOTES } from '../../src/cards/notes';
import { KEPT_DAYS } from '../../src/mind/cases';

const BOT = '3f2c1b7e-0a4d-4c58-9a66-5d1f0c9e7b21';
const SETTINGS: PackageSettings = {
  botId: BOT,
  developer: {
    name: 'Contoso Platform',
    websiteUrl: 'https://contoso.example/bot',
    privacyUrl: 'https://contoso.example/privacy',
    termsOfUseUrl: 'https://contoso.example/terms',
  },
  domains: ['bot.contoso.example'],
};
const made = manifest(SETTINGS, '1.2.3');
const [bot] = made.bots;
const [extension] = made.composeExtensions;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const isValid = ajv.compile(
  JSON.parse(readFileSync('test/fixtures/teams-schema/v1.29.schema.json', 'utf8')) as object,
);

/** What Microsoft's schema says of a manifest: the place and the rule that is broken. */
function faultsOf(subject: unknown): string[] {
  isValid(JSON.parse(JSON.stringify(subject)));
  return (isValid.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

describe("Microsoft's schema", () => {
  test('takes our manifest', () => {
    expect(faultsOf(made)).toEqual([]);
  });

  const list = bot!.commandLists[0]!;
  const thirteen = Array.from({ length: 13 }, (_, at) => ({ title: `c${at}`, description: 'd' }));
  test.each<[string, object, string]>([
    ['a name too long', { ...made, name: { ...made.name, short: 'n'.repeat(31) } }, '/name/short maxLength'],
    [
      'a short description too long',
      { ...made, description: { ...made.description, short: 'd'.repeat(81) } },
      '/description/short maxLength',
    ],
    ['an id that is none', { ...made, id: 'bot' }, '/id pattern'],
    ['no developer', { ...made, developer: undefined }, ' required'],
    ['an unknown key', { ...made, packageName: 'x' }, ' additionalProperties'],
    [
      'thirteen commands',
      { ...made, bots: [{ ...bot, commandLists: [{ ...list, commands: thirteen }] }] },
      '/bots/0/commandLists/0/commands maxItems',
    ],
    [
      'an unknown trigger',
      { ...made, bots: [{ ...bot, commandLists: [{ ...list, triggers: ['shout'] }] }] },
      '/bots/0/commandLists/0/triggers/0 enum',
    ],
    [
      'the fields of a later schema in an older one',
      { ...made, manifestVersion: '1.28' },
      '/manifestVersion const',
    ],
    [
      'a context that does not exist',
      {
        ...made,
        composeExtensions: [{ ...extension, commands: [{ id: 'a', title: 'b', context: ['reply'] }] }],
      },
      '/composeExtensions/0/commands/0/context/0 enum',
    ],
  ])('refuses %s', (_name, broken, fault) => {
    expect(faultsOf(broken)).toContain(fault);
  });
});

describe('the command lists', () => {
  const TO_DO = 'Teams takes twelve a list: set `unlistedIn` on a command in src/commands/commands.ts';

  test('one a scope, twelve commands at most, every command in one of them', () => {
    expect(bot!.commandLists.map(({ scopes }) => scopes)).toEqual([['personal'], ['team'], ['groupChat']]);
    for (const { scopes, commands } of bot!.commandLists)
      expect({ scopes, toDo: TO_DO, fits: commands.length <= 12 }).toEqual({
        scopes,
        toDo: TO_DO,
        fits: true,
      });
    const listed = new Set(bot!.commandLists.flatMap(({ commands }) => commands.map(({ title }) => title)));
    const everywhere = COMMANDS.filter(({ unlistedIn }) => unlistedIn !== 'both');
    expect([...listed].sort()).toEqual(everywhere.map(({ name }) => name).sort());
  });

  test('slash in shared chats only', () => {
    expect(bot!.commandLists.map(({ triggers }) => triggers)).toEqual([
      ['mention'],
      ['mention', 'slash'],
      ['mention', 'slash'],
    ]);
    expect(bot!.supportsTargetedMessages).toBe(true);
  });

  test('a SAS token is not asked for where others read along', () => {
    for (const { scopes, commands } of bot!.commandLists)
      expect(commands.some(({ title }) => title === 'sas')).toBe(scopes.includes('personal'));
  });

  const titles = [
    ...new Set(bot!.commandLists.flatMap(({ commands }) => commands.map(({ title }) => title))),
  ];
  test.each(titles)('%s is what the parser reads', (title) => {
    const command = COMMANDS.find(({ name }) => name === title)!;
    expect(title).toMatch(/^[a-z]/);
    // Teams puts the title into the box; alone it runs, or says what it lacks.
    const alone = readCommand(title)!;
    if ('wrong' in alone) expect(alone.usage).toBe(usageOf(command));
    else expect(alone.command).toBe(command);
    const whole = readCommand(`/${command.example}`)!;
    expect('wrong' in whole ? whole.wrong : whole.command).toBe(command);
    expect(readIntent({ text: title, pictures: 0, files: [] }).kind).toBe(
      { help: 'help', diagnose: 'guide' }[title] ?? 'command',
    );
  });

  test('each says in one line what it does', () => {
    for (const { commands } of bot!.commandLists)
      for (const { description } of commands) {
        expect(description.length).toBeGreaterThan(5);
        expect(description.length).toBeLessThanOrEqual(128);
      }
  });
});

test('the message extension: Diagnose on a message, and looking up a symptom', () => {
  expect(extension!.commands).toEqual([
    expect.objectContaining({ type: 'action', title: 'Diagnose', context: ['message'], fetchTask: true }),
    expect.objectContaining({ type: 'query', context: ['compose', 'commandBox'] }),
  ]);
});

test('single sign-on: the only form of address that works for a bot', () => {
  expect(made.webApplicationInfo).toEqual({ id: BOT, resource: `api://botid-${BOT}` });
  expect(made.validDomains).toEqual(['token.botframework.com', 'bot.contoso.example']);
});

describe("the store's rules for words", () => {
  const { short, full } = made.description;

  test('the full description: 500 words at most, Microsoft Teams named in full at first', () => {
    expect(full.split(/\s+/).length).toBeLessThanOrEqual(500);
    expect(/\bTeams\b/.exec(full)!.index).toBe(full.indexOf('Microsoft Teams') + 'Microsoft '.length);
    expect(full).not.toMatch(/\b(?:MS|MSFT|AI|copilot)\b/i);
    expect(short).not.toMatch(/\bapp\b/i);
    expect(full).not.toContain(short);
  });

  test('it keeps what it says it keeps', () => {
    expect(full).toContain(`for ${KEPT_DAYS} days`);
    expect(full).toContain('There is no language model in it');
  });

  test('the greeting names the bot as the store does', () => {
    expect(NOTES.welcome.title).toContain(made.name.short);
  });
});
