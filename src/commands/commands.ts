/** What a command asks for. */
export type Asks =
  /** Live checks, by their ids or by a folder of them. */
  | { does: 'check'; checks: readonly string[] }
  | { does: 'diagnose' | 'explain' | 'search' | 'help' | 'who-am-i' | 'forget-me' }
  /** With whose rights live checks look. */
  | { does: 'sign-in' | 'sign-out' }
  /** A conversion or a pipeline run, until it ends. */
  | { does: 'watch' | 'unwatch' }
  /** What could not be answered, for whoever keeps the knowledge base; or the asker's own checks. */
  | { does: 'gaps' | 'audit' };

/** One command: for the parser, the help, the manifest and the docs alike. */
export interface Command {
  /** As it is typed, without the slash. */
  name: string;
  /** What follows the name: `image` or `registry` is the first word, `words` is the rest of the line. */
  takes: 'image' | 'registry' | 'words' | 'nothing';
  /** Options it understands, without their dashes. */
  options: readonly string[];
  /** One line, for help and for the command list of Teams (at most 128 characters). */
  says: string;
  example: string;
  asks: Asks;
  /** Chats in which Teams' list, which holds twelve, leaves it out. It can be typed there all the same. */
  unlistedIn?: 'personal' | 'shared' | 'both';
}

const OF_IMAGE = ['identity', 'cluster', 'app', 'client-ip', 'failed-at'] as const;

/** Every command. Names are what people type anyway; one that is typed without a slash must fit as a whole. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'diagnose',
    takes: 'words',
    options: [],
    says: 'Read an error message; pasting it without any command does the same',
    example: 'diagnose manifest unknown: manifest tagged by 1.2 is not found',
    asks: { does: 'diagnose' },
    // A paste alone does the same, where nobody else writes.
    unlistedIn: 'personal',
  },
  {
    name: 'explain',
    takes: 'words',
    options: [],
    says: 'What an error code or an entry means',
    example: 'explain MANIFEST_UNKNOWN',
    asks: { does: 'explain' },
    unlistedIn: 'personal',
  },
  {
    name: 'check pull',
    takes: 'image',
    options: OF_IMAGE,
    says: 'All live checks on the way of a pull: name, network, sign-in, role, image',
    example: 'check pull contoso.azurecr.io/team/app:1.2 --cluster prod',
    asks: {
      does: 'check',
      checks: [
        'registry/exists',
        'registry/endpoint',
        'registry/network',
        'registry/role-mode',
        'registry/pull-role',
        'registry/changes',
        'image/exists',
        'image/held',
        'image/locks',
        'image/media-type',
        'image/platforms',
        'image/readable',
        'aks/',
        'container-apps/',
      ],
    },
  },
  {
    name: 'roles',
    takes: 'registry',
    options: ['identity', 'cluster', 'app', 'repository', 'failed-at'],
    says: 'Whether an identity, a cluster or an app may pull: direct, inherited, through a group, denied',
    example: 'roles contoso --cluster prod',
    asks: {
      does: 'check',
      checks: [
        'registry/pull-role',
        'registry/role-mode',
        'registry/changes',
        'aks/kubelet-identity',
        'aks/attached',
        'container-apps/identity',
      ],
    },
  },
  {
    name: 'referrers',
    takes: 'image',
    options: [],
    says: 'What refers to an image: its streaming artifact above all',
    example: 'referrers contoso.azurecr.io/team/app:1.2',
    asks: { does: 'check', checks: ['image/exists', 'image/media-type', 'streaming/artifact'] },
    // streaming shows the same and more.
    unlistedIn: 'personal',
  },
  {
    name: 'keys',
    takes: 'registry',
    options: ['app', 'failed-at'],
    says: 'The admin user, and whether its keys were changed; with an app, whether its secret still fits',
    example: 'keys contoso --app orders',
    asks: {
      does: 'check',
      checks: [
        'registry/admin-user',
        'registry/changes',
        'container-apps/registry-entry',
        'container-apps/secret',
      ],
    },
  },
  {
    name: 'network',
    takes: 'registry',
    options: ['client-ip', 'cluster', 'app', 'failed-at'],
    says: 'Public access, address rules, private endpoints and names of a registry',
    example: 'network contoso --client-ip 203.0.113.9',
    asks: {
      does: 'check',
      checks: ['registry/exists', 'registry/endpoint', 'registry/network', 'registry/changes', 'network/'],
    },
  },
  {
    name: 'streaming',
    takes: 'image',
    options: ['cluster', 'operation-id'],
    says: 'Artifact streaming of an image: artifact, conversion, prerequisites, node pools',
    example: 'streaming contoso.azurecr.io/team/app:1.2 --cluster prod',
    asks: {
      does: 'check',
      checks: ['image/exists', 'streaming/', 'aks/pool-streaming', 'aks/version', 'aks/node-os'],
    },
  },
  {
    name: 'transfer',
    takes: 'registry',
    options: [
      'export-pipeline',
      'import-pipeline',
      'pipeline-run',
      'direction',
      'key-vault',
      'storage-account',
    ],
    says: 'Pipelines and runs of ACR Transfer, and what they rest on',
    example: 'transfer contoso --export-pipeline nightly --pipeline-run nightly-0411',
    asks: { does: 'check', checks: ['registry/tier', 'registry/export-policy', 'transfer/'] },
  },
  {
    name: 'sas',
    takes: 'words',
    options: ['direction', 'registry', 'import-pipeline'],
    says: 'What a SAS token allows, judged for export or import; its signature is never kept',
    example: 'sas sv=2022-11-02&sr=c&sp=rl&se=2027-01-01T00:00:00Z&sig=... --direction import',
    asks: { does: 'check', checks: ['transfer/sas'] },
    // A SAS token is a secret: it does not belong where others read along.
    unlistedIn: 'shared',
  },
  {
    name: 'watch',
    takes: 'image',
    options: ['operation-id', 'pipeline-run'],
    says: 'Watch a conversion, or a pipeline run of a registry, and say once how it ended',
    example: 'watch contoso.azurecr.io/team/app:1.2',
    asks: { does: 'watch' },
  },
  {
    name: 'stop watching',
    takes: 'nothing',
    options: [],
    says: 'End your watches of this conversation',
    example: 'stop watching',
    asks: { does: 'unwatch' },
    unlistedIn: 'personal',
  },
  {
    name: 'search',
    takes: 'words',
    options: [],
    says: 'Entries that speak of these words',
    example: 'search key rotated container app',
    asks: { does: 'search' },
    // The message extension finds entries as well, where one writes.
    unlistedIn: 'both',
  },
  {
    name: 'help',
    takes: 'nothing',
    options: [],
    says: 'What can be asked',
    example: 'help',
    asks: { does: 'help' },
  },
  {
    name: 'who am i',
    takes: 'nothing',
    options: [],
    says: 'Who you are to the bot, and with whose rights it looks',
    example: 'who am i',
    asks: { does: 'who-am-i' },
    unlistedIn: 'shared',
  },
  {
    name: 'sign in',
    takes: 'nothing',
    options: [],
    says: 'Let live checks look with your own rights in Azure',
    example: 'sign in',
    asks: { does: 'sign-in' },
    // Live checks ask for it by themselves.
    unlistedIn: 'both',
  },
  {
    name: 'sign out',
    takes: 'nothing',
    options: [],
    says: 'End your sign-in: no token of yours is used any more',
    example: 'sign out',
    asks: { does: 'sign-out' },
    unlistedIn: 'shared',
  },
  {
    name: 'forget me',
    takes: 'nothing',
    options: [],
    says: 'Delete your cases',
    example: 'forget me',
    asks: { does: 'forget-me' },
    // About one person, so not offered to a group.
    unlistedIn: 'shared',
  },

  {
    name: 'audit',
    takes: 'nothing',
    options: [],
    says: 'Which live checks were run for you, on what and as whom',
    example: 'audit',
    asks: { does: 'audit' },
    unlistedIn: 'both',
  },
  {
    name: 'gaps',
    takes: 'nothing',
    options: [],
    says: 'What could not be answered, for maintainers of the knowledge base',
    example: 'gaps',
    asks: { does: 'gaps' },
    unlistedIn: 'both',
  },
];

/** How a command is written, with everything it takes. */
export function usageOf({ name, takes, options }: Command): string {
  const first = takes === 'nothing' ? [] : [`<${takes}>`];
  return [name, ...first, ...options.map((option) => `[--${option} ...]`)].join(' ');
}

/** Every command as help shows it. */
export const COMMAND_HELP = COMMANDS.map((command) => ({ usage: usageOf(command), says: command.says }));
