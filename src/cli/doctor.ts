import { askerOf } from '../bot-identity';
import { ConfigError, readServiceConfig, type ServiceConfig } from '../config';
import { examineDeployment, type Patient } from '../doctor/doctor';
import { problem, type Line } from '../doctor/line';
import { startSimulation } from '../practice/simulation';
import { UsageError } from '../usage-error';
import { readArguments } from './arguments';
import { EXIT, type Terminal } from './terminal';

/**
 * `acr-doctor doctor`: is this deployment set up right? Reads the same settings as the service, so run it where and as
 * whom the service runs. Exits with 0 when it is usable, 2 when something is wrong.
 */
export async function runDoctor(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean' },
    tenant: { type: 'string' },
  });
  if (positionals.length > 0) throw new UsageError(`doctor takes no '${positionals[0] ?? ''}'`);
  const lines: Line[] = [];
  for await (const line of examine(values.tenant)) {
    lines.push(line);
    if (!values.json) terminal.out(`${render(line, terminal)}\n`);
  }
  const problems = lines.filter(({ state }) => state === 'problem').length;
  const unchecked = lines.filter(({ state }) => state === 'could-not-check').length;
  if (values.json) terminal.out(`${JSON.stringify({ usable: problems === 0, lines })}\n`);
  else
    terminal.out(
      `\n${problems} problem${problems === 1 ? '' : 's'}, ${unchecked} not checked, ${lines.length} lines\n`,
    );
  return problems === 0 ? EXIT.answered : EXIT.declined;
}

async function* examine(tenant: string | undefined): AsyncGenerator<Line> {
  let config: ServiceConfig;
  try {
    config = readServiceConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // The rest rests on the settings.
    yield* error.faults.map((fault) =>
      problem('settings', fault, 'Correct the setting, then run this again.'),
    );
    return;
  }
  const { patient, close } = await patientOf(config, tenant);
  try {
    yield* examineDeployment(patient);
  } finally {
    await close();
  }
}

async function patientOf(
  config: ServiceConfig,
  tenant: string | undefined,
): Promise<{ patient: Patient; close: () => Promise<void> }> {
  const scenario = tenant ?? (config.mode === 'local' ? config.scenario : undefined);
  if (scenario === undefined)
    return { patient: { config, asker: askerOf(config.registration) }, close: () => Promise.resolve() };
  const { live, close } = await startSimulation(scenario);
  return { patient: { config: { ...config, scenario }, ...live }, close };
}

const WORDS = {
  ok: ['ok', 'green'],
  problem: ['PROBLEM', 'red'],
  'could-not-check': ['COULD NOT CHECK', 'yellow'],
} as const;

function render({ id, state, saw, toDo }: Line, { paint }: Terminal): string {
  const [word, style] = WORDS[state];
  const first = `${paint(style, word.padEnd(16))} ${paint('bold', id)}  ${saw}`;
  return toDo === undefined ? first : `${first}\n${' '.repeat(17)}to do: ${toDo}`;
}
