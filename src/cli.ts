#!/usr/bin/env node
import { runDiagnose } from './cli/diagnose';
import { runExplain } from './cli/explain';
import { EXIT, createTerminal, type Terminal } from './cli/terminal';
import { guardLastWords, maskConsole } from './service/last-words';
import { UsageError } from './usage-error';
import { runSearch } from './cli/search';

const USAGE = `Usage:
  acr-doctor diagnose [FILE ...] [--json]    read an error message (standard input when no FILE);
                                             further FILEs are pasted after the first, into one case
      [--live] [--tenant SCENARIO]           and check its causes: in Azure as AZURE_CLIENT_ID or as signed in
                                             with az login, or in a simulated tenant (a name, or a YAML file)
      [--identity OBJECTID] [--image REF]    what the text does not name; see acr-doctor check --help
  acr-doctor diagnose --jsonl FILE           one {"id","text"} a line in, one result a line out
  acr-doctor check CHECK --name value ...    one live check; acr-doctor check lists them
      [--json] [--tenant SCENARIO]
  acr-doctor explain ID|CODE [--json]        what an entry or error code means
  acr-doctor search WORDS [--json]           entries that speak of these words
  acr-doctor gaps [--json]                   what the service could not answer, or was disliked for, the most frequent
                                             first, each with the beginning of a symptom file
  acr-doctor doctor [--json]                 is this deployment set up right? Reads the settings of the service: run it
      [--tenant SCENARIO]                    where, and as whom, the service runs; or against a simulated tenant

Exit codes: 0 answered, 2 declined, 64 wrong use, 70 a fault of acr-doctor itself;
of doctor: 0 usable, 2 something is wrong.
`;

type Command = (args: string[], terminal: Terminal) => Promise<number> | number;

const COMMANDS: Record<string, Command> = {
  diagnose: runDiagnose,
  check: (...given) => loadCheck().runCheck(...given),
  explain: runExplain,
  search: runSearch,
  gaps: (...given) => loadGaps().runGaps(...given),
  doctor: (...given) => loadDoctor().runDoctor(...given),
};

/** Loaded only when asked for: the Azure clients take longer to load than a diagnosis. */
function loadCheck() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  return require('./cli/check') as typeof import('./cli/check');
}

/** The same for the store. */
function loadGaps() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  return require('./cli/gaps') as typeof import('./cli/gaps');
}

/** The same for all of them. */
function loadDoctor() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  return require('./cli/doctor') as typeof import('./cli/doctor');
}

async function main(argv: string[], terminal: Terminal): Promise<number> {
  const [name = '', ...args] = argv;
  if (name === '' || name === 'help' || name === '--help' || name === '-h') {
    terminal.out(USAGE);
    return name === '' ? EXIT.usage : EXIT.answered;
  }
  const command = COMMANDS[name];
  if (!command)
    throw new UsageError(`'${name}' is no command. Commands: ${Object.keys(COMMANDS).join(', ')}`);
  return command(args, terminal);
}

/** Errors whose message tells the user what to mend in a file of theirs. */
const THEIRS = ['KnowledgeError', 'ScenarioError'];

function fail(error: unknown, terminal: Terminal): number {
  const isOurs = !(error instanceof UsageError) && !(error instanceof Error && THEIRS.includes(error.name));
  const message =
    error instanceof Error ? (isOurs ? (error.stack ?? error.message) : error.message) : String(error);
  terminal.err(`acr-doctor: ${message}\n`);
  if (error instanceof UsageError) terminal.err(`See: acr-doctor --help\n`);
  return isOurs ? EXIT.software : EXIT.usage;
}

async function start(): Promise<void> {
  maskConsole();
  guardLastWords();
  const terminal = createTerminal();
  // A reader that closes early (`| head`) is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? 0 : EXIT.software),
  );
  process.exitCode = await main(process.argv.slice(2), terminal).catch((error: unknown) =>
    fail(error, terminal),
  );
}

void start();
