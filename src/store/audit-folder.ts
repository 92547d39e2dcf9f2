import { createReadStream, mkdirSync } from 'node:fs';
import { appendFile, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AuditBook } from '../audit';

const FILE = /^audit-(?<day>\d{4}-\d{2}-\d{2})\.jsonl$/;

/** A file a day, readable by the bot's own account only and opened for adding only; several processes may share it. */
export function openAuditFolder(folder: string): AuditBook {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (day: string) => join(folder, `audit-${day}.jsonl`);
  const checked = new Set<string>();
  return {
    async append(day, line) {
      const file = fileOf(day);
      // A process that was killed while it wrote may have left half a line.
      const start = checked.has(file) || (await endsWithLine(file)) ? '' : '\n';
      checked.add(file);
      await appendFile(file, `${start}${line}\n`, { flag: 'a', mode: 0o600 });
    },
    async days() {
      const names = await readdir(folder);
      return names.flatMap((name) => FILE.exec(name)?.groups?.day ?? []).sort();
    },
    async *lines(day) {
      const lines = createInterface({ input: createReadStream(fileOf(day)), crlfDelay: Infinity });
      for await (const line of lines) if (line !== '') yield line;
    },
    async drop(day) {
      await unlink(fileOf(day));
    },
  };
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
