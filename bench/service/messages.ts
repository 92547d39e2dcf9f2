import { openCase } from '../../src/case';
import { createDiagnose, type Diagnose, type Diagnosis } from '../../src/diagnose';
import type { Catalogue } from '../../src/knowledge/schema';
import type { Message } from './load';

/** A paste whose answer is one card. */
export interface Paste {
  text: string;
  symptom: string;
}

/** Healthy lines as they stand around an error in what people paste: about 2 KB with it. */
const AROUND = Array.from(
  { length: 9 },
  (_, at) =>
    `  Normal  Scheduled  ${at + 2}m  default-scheduler  Successfully assigned team-a/worker-${at} to aks-nodepool1-000${at}\n` +
    `  Normal  Created    ${at + 1}m  kubelet            Created container worker-${at}`,
).join('\n');

const ASKER = { id: 'bench', tenant: 'bench' };

/** Asks for the diagnosis of a text, in a case of its own. */
export async function ask(diagnose: Diagnose, text: string): Promise<Diagnosis['result']> {
  const at = '2026-11-21T10:00:00.000Z';
  const signal = AbortSignal.timeout(60_000);
  return (await diagnose(openCase('case', ASKER, at), { text, at }, ASKER, signal)).result;
}

/** Each entry's first example, as it is and among other lines, where it is answered by that entry and asks nothing. */
export async function choosePastes(catalogue: Catalogue): Promise<Paste[]> {
  const diagnose = createDiagnose(catalogue);
  const pastes: Paste[] = [];
  for (const { id, examples } of catalogue.symptoms) {
    const example = examples.match[0] ?? '';
    for (const text of [example, `${AROUND}\n${example}\n${AROUND}`]) {
      const { declined, question, answers } = await ask(diagnose, text);
      if (!declined && question === undefined && answers[0]?.symptom === id)
        pastes.push({ text, symptom: id });
    }
  }
  return pastes;
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
