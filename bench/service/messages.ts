import { openCase } from '../../src/case';
import { createDiagnose } from '../../src/diagnose';
import type { Catalogue } from '../../src/knowledge/schema';
import type { Message } from './load';

/** A paste whose answer is one card, and what diagnosing it takes, in milliseconds. */
export interface Paste {
  text: string;
  symptom: string;
  ms: number;
}

/** Healthy lines as they stand around an error in what people paste: about 2 KB with it. */
const AROUND = Array.from(
  { length: 9 },
  (_, at) =>
    `  Normal  Scheduled  ${at + 2}m  default-scheduler  Successfully assigned team-a/worker-${at} to aks-nodepool1-000${at}\n` +
    `  Normal  Created    ${at + 1}m  kubelet            Created container worker-${at}`,
).join('\n');

const ASKER = { id: 'bench', tenant: 'bench' };
const TIMES = 9;

/** Each entry's first example, as it is and among other lines, where it is answered by that entry and asks nothing. */
export async function timePastes(catalogue: Catalogue): Promise<Paste[]> {
  const diagnose = createDiagnose(catalogue);
  const at = '2026-11-21T10:00:00.000Z';
  const ask = async (text: string) => {
    const { result } = await diagnose(
      openCase('case', ASKER, at),
      { text, at },
      ASKER,
      AbortSignal.timeout(60_000),
    );
    return !result.declined && result.question === undefined ? result.answers[0]?.symptom : undefined;
  };
  const pastes: Paste[] = [];
  for (const { id, examples } of catalogue.symptoms) {
    const example = examples.match[0] ?? '';
    for (const text of [example, `${AROUND}\n${example}\n${AROUND}`])
      if ((await ask(text)) === id) pastes.push({ text, symptom: id, ms: 0 });
  }
  return timed(pastes, ask);
}

/**
 * What each takes: the quickest of some runs tells them apart, for others on the machine only make it longer; and processor
 * time of all runs, with the collector's, tells what they take on the whole.
 */
async function timed(pastes: readonly Paste[], ask: (text: string) => Promise<unknown>): Promise<Paste[]> {
  const begun = process.cpuUsage();
  const quickest = pastes.map(() => Infinity);
  for (let run = 0; run < TIMES; run++)
    for (const [at, { text }] of pastes.entries()) {
      const start = performance.now();
      await ask(text);
      quickest[at] = Math.min(quickest[at] ?? Infinity, performance.now() - start);
    }
  const { user, system } = process.cpuUsage(begun);
  const whole = (user + system) / 1000 / TIMES;
  const share = whole / quickest.reduce((sum, ms) => sum + ms, 0);
  return pastes.map((paste, at) => ({ ...paste, ms: (quickest[at] ?? 0) * share }));
}

/** So many messages, all pastes in turn. Whoever echoes is right with any answer. */
export function pasteMessages(
  pastes: readonly Paste[],
  from: number,
  count: number,
  isEcho: boolean,
): Message[] {
  return Array.from({ length: count }, (_, at) => {
    const paste = pastes[(from + at) % pastes.length];
    const mark = `"symptom":"${paste?.symptom ?? ''}"`;
    return {
      text: paste?.text ?? '',
      isFinal: () => true,
      isRight: (body) => isEcho || body.includes(mark),
    };
  });
}

const RUNNING = 'checks have answered';

/** Clicks on Check live, or Run again. */
export function clickMessages(caseIds: readonly string[], count: number, isEcho: boolean): Message[] {
  return Array.from({ length: count }, (_, at) => ({
    value: { verb: 'check', caseId: caseIds[at % caseIds.length] ?? '' },
    isFinal: (body) => !body.includes(RUNNING),
    isRight: (body) => isEcho || body.includes('Run again'),
  }));
}
