import { randomUUID } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openCase, type Asker, type Case } from '../case';
import { renderText } from '../cards/text';
import { createDiagnose, type Diagnose, type Diagnosis } from '../diagnose';
import { createExamine } from '../examine';
import { openCatalogue } from '../knowledge/catalogue';
import type { Catalogue } from '../knowledge/schema';
import type { Facts } from '../parse/facts';
import type { Result } from '../verdict/result';
import { readArguments } from './arguments';
import { factsFrom, PARAM_OPTIONS } from '../parameters';
import { EXIT, type Terminal } from './terminal';
import { UsageError } from '../usage-error';

const LOCAL: Asker = { id: 'local', tenant: 'local' };

/** `acr-doctor diagnose`: files or standard input, folded into one case; or `--jsonl`, one case a line. */
export async function runDiagnose(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean' },
    jsonl: { type: 'string' },
    live: { type: 'boolean' },
    tenant: { type: 'string' },
    ...PARAM_OPTIONS,
  });
  if (values.jsonl !== undefined && positionals.length > 0) {
    throw new UsageError('--jsonl takes one file and no others');
  }
  const isLive = values.live === true || values.tenant !== undefined;
  if (values.jsonl !== undefined && isLive)
    throw new UsageError('--jsonl reads texts only; leave out --live');
  const catalogue = openCatalogue(terminal.config.knowledgeFolders);
  const diagnose = createDiagnose(catalogue);
  if (values.jsonl !== undefined) return diagnoseLines(values.jsonl, diagnose, terminal);
  const texts = positionals.length > 0 ? positionals.map(readText) : [readText('-')];
  const read = await diagnoseAll(texts, openNew(randomUUID()), diagnose);
  const known = { ...read, case: withFacts(read.case, factsFrom(values)) };
  const { result } =
    isLive && !read.result.declined ? await examine(known, catalogue, values.tenant, terminal) : read;
  terminal.out(values.json ? `${JSON.stringify(result)}\n` : `${renderText(result, terminal.paint)}\n`);
  return result.declined ? EXIT.declined : EXIT.answered;
}

/** What was named on the command line counts more than what the text names. */
function withFacts(known: Case, named: Facts): Case {
  const answers = known.evidence.answers.map((answer) => ({
    ...answer,
    facts: { ...answer.facts, ...named },
  }));
  return { ...known, evidence: { ...known.evidence, facts: { ...known.evidence.facts, ...named }, answers } };
}

/** Runs the live checks, saying on the error stream when each is done. @returns the last state. */
async function examine(
  read: Diagnosis,
  catalogue: Catalogue,
  tenant: string | undefined,
  terminal: Terminal,
): Promise<Diagnosis> {
  // Loaded only when asked for: the Azure clients take longer to load than a diagnosis.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { openLive } = require('./live') as typeof import('./live');
  const { live, close } = await openLive(tenant, terminal);
  try {
    let last = read;
    const at = new Date().toISOString();
    for await (last of createExamine(catalogue)(read.case, live, LOCAL, at));
    return last;
  } finally {
    await close();
  }
}

function openNew(id: string): Case {
  return openCase(id, LOCAL, new Date().toISOString());
}

async function diagnoseAll(texts: readonly string[], opened: Case, diagnose: Diagnose): Promise<Diagnosis> {
  const { signal } = new AbortController();
  let known = opened;
  let last: Diagnosis | undefined;
  for (const text of texts) {
    last = await diagnose(known, { text, at: new Date().toISOString() }, LOCAL, signal);
    known = last.case;
  }
  if (!last) throw new Error('diagnoseAll was called without a text');
  return last;
}

/** One result a line, in the order of the input; a line that is not a case gets a result that says so. */
async function diagnoseLines(file: string, diagnose: Diagnose, terminal: Terminal): Promise<number> {
  let number = 0;
  for await (const line of createInterface({ input: openInput(file), crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    const item = readItem(line, number, file);
    const { result } = await diagnoseAll([item.text], openNew(item.id), diagnose);
    terminal.out(`${JSON.stringify(result satisfies Result)}\n`);
  }
  return EXIT.answered;
}

function readItem(line: string, number: number, file: string): { id: string; text: string } {
  const where = `${file}, line ${number}`;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UsageError(`${where} is not JSON. Give one {"id","text"} object a line`);
  }
  const { id, text } = (value ?? {}) as Record<string, unknown>;
  if (typeof text !== 'string')
    throw new UsageError(`${where} has no "text". Give one {"id","text"} object a line`);
  return { id: typeof id === 'string' || typeof id === 'number' ? String(id) : String(number), text };
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `cannot read ${file === '-' ? 'standard input' : file}: ${(error as Error).message}`,
    );
  }
}

function openInput(file: string): NodeJS.ReadableStream {
  if (file === '-') return process.stdin;
  readText(file);
  return createReadStream(file, 'utf8');
}
