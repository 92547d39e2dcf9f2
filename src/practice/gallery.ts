import type { Request, Response, Server } from 'restify';
import { renderAnswerCard } from '../cards/answer';
import type { Card } from '../cards/elements';
import { openCase } from '../case';
import { createDiagnose } from '../diagnose';
import type { Catalogue, Symptom } from '../knowledge/schema';
import { buildResult } from '../verdict/result';
import { drawEveryState } from './states/states';

/**
 * Local mode's page of every card: of every entry, for whoever writes entries (/gallery, or /gallery#transfer for one
 * area), and of every kind in every state, for whoever changes cards (/gallery?states).
 */
export function serveGallery(server: Server, catalogue: () => Catalogue): void {
  server.get('/local/cards', async (_req: Request, res: Response) => {
    res.send(200, await drawEveryCard(catalogue()));
  });
  server.get('/local/states', async (_req: Request, res: Response) => {
    res.send(200, await drawEveryState(catalogue()));
  });
}

/** The card of each entry, filled with what its first example names. */
export async function drawEveryCard(catalogue: Catalogue): Promise<{ id: string; card: Card }[]> {
  const diagnose = createDiagnose(catalogue);
  const asker = { id: 'gallery', tenant: 'local' };
  const at = '2026-01-01T00:00:00.000Z';
  const draw = async (symptom: Symptom) => {
    const [text = ''] = symptom.examples.match;
    const known = await diagnose(
      openCase('gallery', asker, at),
      { text, at },
      asker,
      new AbortController().signal,
    );
    const { evidence, findings } = known.case;
    const found = evidence.answers.find((answer) => answer.symptom === symptom.id);
    const answer = found ?? { symptom: symptom.id, confidence: 1, because: [], how: 'anchor' as const };
    const decision = { declined: false as const, answers: [answer], isTie: false };
    return {
      id: symptom.id,
      card: renderAnswerCard(buildResult('gallery', decision, evidence, findings, catalogue)),
    };
  };
  return Promise.all(catalogue.symptoms.map(draw));
}
