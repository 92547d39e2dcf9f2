import { COMMANDS, type Command } from '../src/commands/commands';
import type { PackageSettings } from '../src/config';
import { DIAGNOSE_MESSAGE, SEARCH_ENTRIES } from '../src/teams/extension-commands';
import { FULL, NAME, SHORT } from './words';

/**
 * The Teams app manifest, schema 1.29: the first that knows slash commands and targeted messages. Test:
 * test/manifest/manifest.test.ts holds it against Microsoft's own schema.
 * @param version semantic version of this package, raised with every change that shall reach people.
 */
export function manifest({ botId, developer, domains }: PackageSettings, version: string) {
  return {
    $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.29/MicrosoftTeams.schema.json',
    manifestVersion: '1.29',
    version,
    id: botId,
    developer,
    name: NAME,
    description: { short: SHORT, full: FULL },
    icons: { color: ICON_FILES[0], outline: ICON_FILES[1] },
    accentColor: '#0F4C5C',
    defaultInstallScope: 'personal',
    defaultGroupCapability: { team: 'bot', groupchat: 'bot', meetings: 'bot' },
    bots: [bot(botId)],
    composeExtensions: [messageExtension(botId)],
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [...new Set(['token.botframework.com', ...domains])],
    // The only form in which sign-in without a click works for a bot; other forms fail without a word.
    webApplicationInfo: { id: botId, resource: `api://botid-${botId}` },
  };
}

/** Beside this file, and at the root of the package: 192 by 192 in full colour, 32 by 32 in white lines. */
export const ICON_FILES = ['color.png', 'outline.png'] as const;

type Scope = 'personal' | 'team' | 'groupChat';

function bot(botId: string) {
  return {
    botId,
    scopes: ['personal', 'team', 'groupChat'],
    supportsFiles: true,
    supportsTargetedMessages: true,
    commandLists: [commandList('personal'), commandList('team'), commandList('groupChat')],
  };
}

/** Slash commands exist in shared chats only: what is asked and answered that way, nobody else sees. */
function commandList(scope: Scope) {
  const chat = scope === 'personal' ? 'personal' : 'shared';
  return {
    scopes: [scope],
    triggers: chat === 'personal' ? ['mention'] : ['mention', 'slash'],
    commands: COMMANDS.filter(({ unlistedIn }) => unlistedIn !== chat && unlistedIn !== 'both').map(
      commandEntry,
    ),
  };
}

/** The title is what is typed, without a slash: Teams adds it, and its store refuses titles that have one. */
function commandEntry({ name, says }: Command) {
  return { title: name, description: says };
}

function messageExtension(botId: string) {
  const { parameter } = SEARCH_ENTRIES;
  return {
    botId,
    commands: [
      {
        id: DIAGNOSE_MESSAGE.id,
        type: 'action',
        title: DIAGNOSE_MESSAGE.title,
        description: DIAGNOSE_MESSAGE.says,
        context: ['message'],
        fetchTask: true,
      },
      {
        id: SEARCH_ENTRIES.id,
        type: 'query',
        title: SEARCH_ENTRIES.title,
        description: SEARCH_ENTRIES.says,
        context: ['compose', 'commandBox'],
        parameters: [
          { name: parameter.name, title: parameter.title, description: parameter.says, inputType: 'text' },
        ],
      },
    ],
  };
}
