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
  // Once more with everything warm, as the service will be.
  for (const paste of pastes) paste.ms = await medianTime(() => ask(paste.text));
  return pastes;
}

async function medianTime(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < TIMES; run++) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0;
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
