// `npm run mutation [-- STAGE ...]`: changes the code of a pure stage in small ways, one at a time, and counts which
// changes its own unit tests notice (Stryker). The examples of the knowledge base would notice more, and take hours.
// Reports: coverage/mutation-STAGE.html. Stryker is fetched for this and not saved: nothing else needs it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

const STAGES = {
  // Its rules are made once at load: without them there would be little to change.
  redact: { tests: ['test/redact/*.test.ts'], ignoreStatic: false },
  parse: { tests: ['test/parse/**/*.test.ts'], ignoreStatic: true },
  match: { tests: ['test/match/match.test.ts', 'test/match/decide.test.ts'], ignoreStatic: true },
  verdict: { tests: ['test/verdict/*.test.ts'], ignoreStatic: true },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((stage) => !(stage in STAGES));
if (unknown.length > 0) {
  process.stderr.write(
    `mutation: no stage ${unknown.join(', ')}; there are ${Object.keys(STAGES).join(', ')}\n`,
  );
  process.exit(64);
}

mkdirSync('coverage', { recursive: true });
for (const stage of asked.length > 0 ? asked : Object.keys(STAGES)) {
  const { tests, ignoreStatic } = STAGES[stage];
  const file = `coverage/stryker-${stage}.json`;
  const config = {
    testRunner: 'jest',
    coverageAnalysis: 'perTest',
    ignoreStatic,
    concurrency: 1,
    mutate: [`src/${stage}/**/*.ts`],
    jest: {
      config: {
        testEnvironment: 'node',
        transform: { '^.+\\.ts$': ['ts-jest', {}] },
        testMatch: tests.map((pattern) => `<rootDir>/${pattern}`),
      },
    },
    reporters: ['clear-text', 'html'],
    clearTextReporter: { logTests: false, reportTests: false },
    htmlReporter: { fileName: `coverage/mutation-${stage}.html` },
    tempDirName: 'coverage/.stryker',
  };
  writeFileSync(file, JSON.stringify(config));
  const { status } = spawnSync('npx', ['--no-install', 'stryker', 'run', file], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
