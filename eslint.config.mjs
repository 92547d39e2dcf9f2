import tseslint from 'typescript-eslint';

/** The walls of docs/architecture.md. Each message says where the code belongs. */
const AZURE = {
  group: ['@azure/*'],
  message:
    'Only src/azure/ (and src/store/ for blobs) talks to Azure: put the call in src/azure/<service>.ts.',
};
const BOTBUILDER = {
  group: ['botbuilder*', 'botframework-*'],
  message:
    'Only dialogs/, src/bot.ts, src/teams/ and src/service/ know the Bot Framework: pass a plain value in instead.',
};
const RESTIFY = { group: ['restify'], message: 'Only src/service/ and src/practice/ serve HTTP.' };
const INPUT_OUTPUT = {
  group: ['node:*', 'fs', 'http', 'https', 'child_process', 'dns', '!node:net'],
  message:
    'redact, parse, match, verdict and cards are pure: do the reading in src/cli/, src/service/ or src/azure/.',
};
const NET = {
  name: 'node:net',
  allowImportNames: ['isIP', 'isIPv4', 'isIPv6'],
  message: 'Pure stages open no sockets.',
};

/** The one-way street: a stage imports values only of the ground it stands on, never of a neighbour stage. */
const STAGES = ['redact', 'parse', 'match', 'checks', 'verdict', 'cards'];
const GROUND = { match: ['parse'], verdict: [], cards: [], parse: [], redact: [], checks: ['parse'] };
const otherStages = (stage) => ({
  group: STAGES.filter((other) => other !== stage && !GROUND[stage].includes(other)).map(
    (other) => `**/${other}/*`,
  ),
  allowTypeImports: true,
  message: 'No stage calls another: src/diagnose.ts joins them. Types may be imported.',
});

const restrict = (patterns, paths = []) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { patterns, paths }],
});

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals: enums do not erase.' },
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment.' },
      ],
      'max-lines': ['error', { max: 260, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
    },
  },
  {
    files: ['src/**/*.ts', 'manifest/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'],
    rules: restrict([AZURE, BOTBUILDER, RESTIFY]),
  },
  // Its echo bots, and what it plays of the Bot Framework, are no part of the service.
  { files: ['bench/service/**/*.ts'], rules: restrict([AZURE]) },
  { files: ['src/config.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['src/azure/**/*.ts', 'src/store/**/*.ts'], rules: restrict([BOTBUILDER, RESTIFY]) },
  { files: ['src/bot.ts', 'src/teams/**/*.ts', 'dialogs/**/*.ts'], rules: restrict([AZURE, RESTIFY]) },
  { files: ['src/service/**/*.ts'], rules: restrict([AZURE]) },
  { files: ['src/practice/**/*.ts'], rules: restrict([AZURE, BOTBUILDER]) },
  ...STAGES.filter((stage) => stage !== 'checks').map((stage) => ({
    files: [`src/${stage}/**/*.ts`],
    rules: {
      ...restrict([AZURE, BOTBUILDER, RESTIFY, INPUT_OUTPUT, otherStages(stage)], [NET]),
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: 'Pure stages read no clock: take the time as a parameter.' },
        { name: 'fetch', message: 'Pure stages do no I/O.' },
        { name: 'setTimeout', message: 'Pure stages read no clock.' },
      ],
    },
  })),
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
