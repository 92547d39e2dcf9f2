import { createReadStream, mkdirSync } from 'node:fs';
import { appendFile, open, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AuditBook } from '../audit';

/** The part before the last is who wrote it; earlier versions had one file for all. */
const FILE = /^audit-(?<day>\d{4}-\d{2}-\d{2})(?:\.[\w-]+)?\.jsonl$/;

/**
 * A file a day and process, readable by the bot's own account only and opened for adding only. Several processes may
 * share the folder, also one that is mounted from elsewhere, where two who add to one file overwrite each other.
 * @param writer tells the processes apart; letters, digits, `-` and `_`
 */
export function openAuditFolder(folder: string, writer = ownName()): AuditBook {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const checked = new Set<string>();
  const filesOf = async (day: string) =>
    (await readdir(folder)).filter((name) => FILE.exec(name)?.groups?.day === day).sort();
  return {
    async append(day, line) {
      const file = join(folder, `audit-${day}.${writer}.jsonl`);
      // A process that was killed while it wrote may have left half a line.
      const start = checked.has(file) || (await endsWithLine(file)) ? '' : '\n';
      checked.add(file);
      await appendFile(file, `${start}${line}\n`, { flag: 'a', mode: 0o600 });
    },
    async days() {
      const days = (await readdir(folder)).flatMap((name) => FILE.exec(name)?.groups?.day ?? []);
      return [...new Set(days)].sort();
    },
    async *lines(day) {
      yield* inOrder((await filesOf(day)).map((name) => linesOf(join(folder, name))));
    },
    async drop(day) {
      // Another process may have dropped it already.
      for (const name of await filesOf(day)) await rm(join(folder, name), { force: true });
    },
  };
}

/** Replicas have hosts of their own, processes of one host numbers. */
function ownName(): string {
  return `${hostname().replace(/[^\w-]/g, '-')}-${process.pid}`;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) if (line !== '') yield line;
}

/** Lines of several files, by time: each begins with its own (`{"at":"2026-11-21T...`), and each file is in order. */
async function* inOrder(files: readonly AsyncGenerator<string>[]): AsyncGenerator<string> {
  const heads = await Promise.all(
    files.map(async (file) => ({ file, head: (await file.next()) as IteratorResult<string, undefined> })),
  );
  for (;;) {
    const open = heads.flatMap((one) => (one.head.done ? [] : [{ one, line: one.head.value }]));
    if (open.length === 0) return;
    const first = open.reduce((least, next) => (next.line < least.line ? next : least));
    yield first.line;
    first.one.head = await first.one.file.next();
  }
}

async function endsWithLine(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return true;
  try {
    const { size } = await handle.stat();
    if (size === 0) return true;
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer.toString() === '\n';
  } finally {
    await handle.close();
  }
}
