import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openCatalogue } from '../../src/knowledge/catalogue';
import { startIssuer } from './bot-framework';
import { startChild, type Child, type ChildOptions, type Memory } from './child';
import { startConnector, type Connector } from './connector';
import { figuresOf, growthLine, memoryLine, perProcessor, perSecond, ratioOf, tableOf } from './figures';
import { createLoad, type Load, type Message, type Round } from './load';
import { choosePastes, clickMessages, pasteMessages, type Paste } from './messages';
import type { Cost } from './spin';

/**
 * `npm run bench:service -- [--messages N] [--rounds N] [--at-once N] [--profile FOLDER]`: the whole service over HTTP, beside
 * two echo bots on the same adapter, all in one run. Each system is a process of its own, this one only posts and
 * counts, and the rounds take turns, so that a busy moment of the machine hits all alike. With `--messages`, only the
 * service, that many messages, and its memory after each tenth. `--profile` writes a CPU profile of the service.
 */
const OPTIONS = {
  messages: { type: 'string' },
  rounds: { type: 'string', default: '6' },
  'at-once': { type: 'string', default: '16' },
  profile: { type: 'string' },
} as const;

/** The failure whose case is checked live: most checks have something to say about it. */
const CHECKED = 'pull/unauthorized';
const SCENARIO = 'healthy';
/** V8 goes on compiling for about as many messages. */
const WARM_UP = 1500;
const PASTES_A_ROUND = 500;
const CLICKS_A_ROUND = 80;
/** Checks that wait for one another are refused beyond the service's own limits, so fewer at once. */
const CLICKS_AT_ONCE = 8;
/** Few enough messages of each in a minute that Teams' limits for one conversation hold nothing up. */
const CONVERSATIONS = 2000;

interface Systems {
  doctor: Child;
  spinning: Child;
  bare: Child;
}

interface Settings {
  rounds: number;
  atOnce: number;
  profile?: string;
}

const print = (text: string) => void process.stdout.write(text);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const settings: Settings = {
    rounds: Number(values.rounds),
    atOnce: Number(values['at-once']),
    ...(values.profile === undefined ? {} : { profile: values.profile }),
  };
  const pastes = await choosePastes(openCatalogue([]));
  const issuer = await startIssuer();
  const connector = await startConnector();
  const folder = mkdtempSync(join(tmpdir(), 'acr-doctor-bench-'));
  const shared = {
    metadata: issuer.metadata,
    connector: connector.url,
    folder,
    simulator: '',
    scenario: SCENARIO,
  };
  const tenant = await startChild('tenant', 'tenant', shared);
  const children = [tenant];
  try {
    const load = createLoad(connector, freshToken(issuer, connector));
    print(`${machine()}, ${pastes.length} pastes\n`);
    const told = { ...shared, simulator: tenant.url };
    if (values.messages === undefined) await compare(told, pastes, load, settings, children);
    else await endure(told, pastes, load, Number(values.messages), settings, children);
    print(`\nanswered more than once, or without a question: ${load.doubled()}\n`);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    connector.stop();
    issuer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tokens last ten minutes, as Teams' last an hour; one is used for several messages there, too. */
function freshToken(issuer: Awaited<ReturnType<typeof startIssuer>>, { url }: Connector): () => string {
  let made = { token: '', at: -Infinity };
  return () => {
    const now = performance.now();
    if (now - made.at > 60_000) made = { token: issuer.token({ serviceUrl: url }), at: now };
    return made.token;
  };
}

function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} x ${cpu?.model.trim() ?? 'unknown processor'}, node ${process.version}`;
}

/** What diagnosing costs in the service's own process, once it is warm. */
function costLine(costs: readonly Cost[]): string {
  const times = costs.map(({ ms }) => ms).sort((a, b) => a - b);
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const p95 = times[Math.floor(times.length * 0.95)] ?? 0;
  return `diagnose() in the warm service: mean ${mean.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms\n`;
}

function startDoctor(told: ChildOptions, { profile }: Settings): Promise<Child> {
  return startChild('ACR Doctor', 'doctor', told, profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []);
}

async function compare(
  told: ChildOptions,
  pastes: readonly Paste[],
  load: Load,
  settings: Settings,
  children: Child[],
): Promise<void> {
  const { atOnce, rounds } = settings;
  const few = { atOnce, conversations: CONVERSATIONS };
  // Unmeasured, so that all are compiled and have their keys.
  const warmUp = async (system: Child) => {
    children.push(system);
    await load.run(system, pasteMessages(pastes, 0, WARM_UP, isEcho(system)), few);
    return system;
  };
  const doctor = await warmUp(await startDoctor(told, settings));
  const texts = pastes.map(({ text }) => text);
  const costs = await doctor.costs(texts);
  print(costLine(costs));
  const spin = Object.fromEntries(texts.map((text, at) => [text, costs[at]?.steps ?? 0]));
  const systems: Systems = {
    doctor,
    spinning: await warmUp(await startChild('echo, as busy', 'echo', { ...told, spin })),
    bare: await warmUp(await startChild('echo, bare', 'echo', told)),
  };
  print(memoryLine('after the warm-up', await doctor.memory()));
  await takeTurns(`Knowledge answers, ${atOnce} conversations at once`, systems, rounds, (system, round) =>
    load.run(system, pasteMessages(pastes, round * PASTES_A_ROUND, PASTES_A_ROUND, isEcho(system)), few),
  );
  const caseIds = await openCases(systems.doctor, pastes, load);
  const clicking = { atOnce: CLICKS_AT_ONCE, conversations: caseIds.length };
  await takeTurns(
    `Live checks, ${CLICKS_AT_ONCE} conversations at once`,
    systems,
    Math.ceil(rounds / 2),
    (system) => load.run(system, clickMessages(caseIds, CLICKS_A_ROUND, isEcho(system)), clicking),
  );
  print('\n');
  for (const system of Object.values(systems) as Child[])
    print(memoryLine(system.name, await system.memory()));
}

function isEcho({ name }: Child): boolean {
  return name.startsWith('echo');
}

async function takeTurns(
  title: string,
  systems: Systems,
  rounds: number,
  run: (system: Child, round: number) => Promise<Round>,
): Promise<void> {
  const order = Object.entries(systems) as [keyof Systems, Child][];
  const done: Record<keyof Systems, Round[]> = { doctor: [], spinning: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [key, system] of order) done[key].push(await run(system, round));
    // Who was first is last now: whoever comes after somebody else's garbage is not always the same.
    order.push(...order.splice(0, 1));
  }
  print(
    tableOf(
      title,
      (['bare', 'spinning', 'doctor'] as const).map((key) => figuresOf(systems[key].name, done[key])),
    ),
  );
  for (const key of ['spinning', 'bare'] as const) {
    for (const [what, of] of [
      ['answers/s', perSecond] as const,
      ['answers by cpu time', perProcessor] as const,
    ]) {
      const { median, least, most } = ratioOf(done.doctor, done[key], of);
      print(
        `${what} beside ${systems[key].name}: ${percent(median)} (rounds from ${percent(least)} to ${percent(most)})\n`,
      );
    }
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** A case for each conversation, by pasting what live checks are about. */
async function openCases(doctor: Child, pastes: readonly Paste[], load: Load): Promise<string[]> {
  const paste = pastes.find(({ symptom, text }) => symptom === CHECKED && text.includes('azurecr.io'));
  if (!paste) throw new Error(`no paste of ${CHECKED} names a registry`);
  const caseIds: string[] = [];
  const messages: Message[] = pasteMessages([paste], 0, CLICKS_A_ROUND, false);
  await load.run(doctor, messages, {
    atOnce: CLICKS_AT_ONCE,
    conversations: CLICKS_A_ROUND,
    onBody: (body, conversation) => {
      caseIds[conversation] = /"caseId":"([^"]+)"/.exec(body)?.[1] ?? '';
    },
  });
  return caseIds;
}

/** So many messages to the service alone, and what it holds after each tenth of them. */
async function endure(
  told: ChildOptions,
  pastes: readonly Paste[],
  load: Load,
  count: number,
  settings: Settings,
  children: Child[],
): Promise<void> {
  const doctor = await startDoctor(told, settings);
  children.push(doctor);
  const options = { atOnce: settings.atOnce, conversations: CONVERSATIONS };
  const step = Math.max(1, Math.ceil(count / 10));
  const rounds: Round[] = [];
  const samples: Memory[] = [];
  const sample = async (after: string) => {
    const memory = await doctor.memory();
    samples.push(memory);
    print(memoryLine(after, memory));
  };
  await sample('at the start');
  for (let from = 0; from < count; from += step) {
    const messages = pasteMessages(pastes, from, Math.min(step, count - from), false);
    rounds.push(await load.run(doctor, messages, options));
    await sample(`after ${Math.min(from + step, count)}`);
  }
  print(growthLine(samples));
  print(
    tableOf(`${count} messages, ${settings.atOnce} conversations at once`, [figuresOf(doctor.name, rounds)]),
  );
}

void main();
