import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes docs/dependencies.md from package.json, the lock file and what stands here: what each direct dependency is for.
 * With --check it writes nothing, prints what is wrong, and ends with 1. test/dependencies.test.ts runs it so.
 */
const PURPOSES = {
  '@azure/arm-authorization': 'reads role assignments',
  '@azure/arm-containerregistry':
    'reads registries, their network rules, replications and transfer pipelines',
  '@azure/arm-resourcegraph': 'finds a registry in all subscriptions that may be read',
  '@azure/container-registry': 'reads manifests, tags and repositories of a registry',
  '@azure/core-auth': 'the types of credentials',
  '@azure/core-rest-pipeline':
    'one pipeline for every call to Azure: time limits, retries, the refusal to write',
  '@azure/identity': "the bot's own identity",
  '@azure/storage-blob': 'the store of replicas',
  adaptivecards: 'draws cards on the local page, served as it is',
  botbuilder: 'the Bot Framework: adapter, authentication of what comes in',
  'botbuilder-dialogs': 'conversations of several turns',
  'botframework-connector': 'sends to the connector of a conversation',
  'fuse.js': 'finds neighbours of misspelt words',
  htmlparser2: 'reads the HTML of a Teams message',
  jsonrepair: 'reads command output that a terminal cut or wrapped',
  lmdb: 'the store of one machine',
  pino: 'writes the log',
  restify: 'the HTTP server',
  yaml: 'reads the knowledge base, scenarios and the policy, with line numbers',
  '@opentelemetry/api': 'the interface that telemetry is told through',
  '@opentelemetry/core': 'named so that one copy of it is installed',
  '@opentelemetry/exporter-metrics-otlp-http': 'sends metrics to an OTLP receiver',
  '@opentelemetry/exporter-trace-otlp-http': 'sends spans to an OTLP receiver',
  '@opentelemetry/resources': 'says which service tells',
  '@opentelemetry/sdk-metrics': 'durations as histograms',
  '@opentelemetry/sdk-trace': 'spans of turns, checks and calls',
  'dockerfile-utils': 'looks at the Dockerfile in a test',
  zod: 'checks the form of what comes from outside',
  '@types/jest': 'types of the test runner',
  '@types/node': 'types of Node.js',
  '@types/restify': 'types of restify',
  ajv: "checks the Teams manifest against Microsoft's schema",
  'ajv-draft-04': 'the same, for the draft that the schema is written in',
  'ajv-formats': 'the same, for its formats',
  'axe-core': 'finds what people with disabilities cannot use on the local page',
  azurite: 'Azure Storage on loopback, for tests',
  'botbuilder-testing': 'a test client of dialogs',
  eslint: 'walls between folders, length and complexity',
  'fast-check': 'random input for tests',
  fflate: 'writes the Teams app package',
  jest: 'runs the tests',
  minisearch: 'full-text search that the matcher is measured beside',
  'playwright-core': 'drives Chromium in tests and for pictures',
  prettier: 'formats the source',
  recheck: 'proves that no pattern takes super-linear time',
  'ts-jest': 'TypeScript in tests',
  typescript: 'the compiler',
  'typescript-eslint': 'lint rules that know types',
};

const PAGE = new URL('../docs/dependencies.md', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
const { dependencies, devDependencies } = read('package.json');
const { packages } = read('package-lock.json');

const EXACT = /^\d+\.\d+\.\d+$/;
/** Licences that were read. Of a choice, one of them is enough; a package that names none is counted on the page. */
const LICENCES = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'Python-2.0',
  'MPL-2.0',
  'CC-BY-4.0',
]);

/** Everything that comes along, by whether it is installed with the service. */
const installed = Object.entries(packages).filter(([path]) => path !== '');
const shipped = installed.filter(([, { dev, devOptional }]) => !dev && !devOptional);

function faults() {
  const direct = { ...dependencies, ...devDependencies };
  const found = [];
  for (const [name, version] of Object.entries(direct)) {
    if (!EXACT.test(version))
      found.push(`${name}: '${version}' is no exact version. Write it without ^ or ~.`);
    if (packages[`node_modules/${name}`]?.version !== version)
      found.push(`${name}: package-lock.json has another version. Run npm install.`);
    if (!PURPOSES[name]) found.push(`${name}: say in scripts/licences.mjs what it is for.`);
  }
  for (const name of Object.keys(PURPOSES))
    if (!direct[name]) found.push(`${name}: no dependency any more. Take it out of scripts/licences.mjs.`);
  for (const [path, { integrity, link }] of installed)
    if (!integrity && !link) found.push(`${path}: package-lock.json has no integrity hash for it.`);
  for (const [path, { license }] of shipped)
    if (license !== undefined && !license.split(/[ ()]+|OR|AND/).some((one) => LICENCES.has(one)))
      found.push(
        `${path}: licence '${license}' was never looked at. Read it, then name it in scripts/licences.mjs.`,
      );
  return found;
}

function rows(list) {
  const lines = Object.keys(list)
    .sort()
    .map((name) => {
      const { version, license = 'see its LICENSE' } = packages[`node_modules/${name}`];
      return `| ${name} | ${version} | ${license} | ${PURPOSES[name]} |`;
    });
  return ['| package | version | licence | what it is for |', '| --- | --- | --- | --- |', ...lines].join(
    '\n',
  );
}

function counts() {
  const byLicence = new Map();
  for (const [, { license = 'not named' }] of shipped)
    byLicence.set(license, (byLicence.get(license) ?? 0) + 1);
  return [...byLicence]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([licence, count]) => `| ${licence} | ${count} |`)
    .join('\n');
}

function page() {
  return `# Dependencies

Generated by \`npm run licences\`; a test compares it. Every version is exact, the lock file has a hash for every package, and
\`.npmrc\` forbids install scripts. \`npm run sbom\` prints a bill of materials (CycloneDX) of what the service installs.

## Installed with the service

${rows(dependencies)}

With what these bring along: ${shipped.length} packages.

| licence | packages |
| --- | --- |
${counts()}

## For development only

${rows(devDependencies)}
`;
}

const tight = (text) => text.replace(/[ -]{2,}/g, ' ');
const isCheck = process.argv.includes('--check');
const found = faults();
if (isCheck && tight(readFileSync(PAGE, 'utf8')) !== tight(page()))
  found.push('docs/dependencies.md is not what would be written. Run npm run licences.');
if (!isCheck) writeFileSync(PAGE, page());
if (found.length > 0) {
  process.stderr.write(`${found.join('\n')}\n`);
  process.exitCode = 1;
}
