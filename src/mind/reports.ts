import { z } from 'zod';
import type { Asker } from '../case';
import type { Card } from '../cards/elements';
import type { Store } from '../store/store';
import { KEPT_DAYS } from './cases';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A report that one person alone was shown among others, so that they can share it as it was. */
const ReportForm = z.looseObject({
  owner: z.string(),
  tenant: z.string(),
  card: z.looseObject({
    type: z.literal('AdaptiveCard'),
    body: z.array(z.looseObject({ type: z.string() })),
  }),
});

export interface Reports {
  keep: (id: string, card: Card, asker: Asker) => Promise<void>;
  /** Undefined when it is gone, somebody else's, or of a form that this version does not know. */
  read: (id: string, asker: Asker) => Promise<Card | undefined>;
  forget: (asker: Asker) => Promise<void>;
}

export function createReports(store: Store, now: () => number): Reports {
  const read = async (key: string, { id, tenant }: Asker): Promise<Card | undefined> => {
    const found = ReportForm.safeParse((await store.get(key))?.value).data;
    return found?.owner === id && found.tenant === tenant ? (found.card as unknown as Card) : undefined;
  };
  return {
    async keep(id, card, { id: owner, tenant }) {
      await store.put(`report/${id}`, { owner, tenant, card }, { expiresAt: now() + KEPT_DAYS * DAY_MS });
    },
    read: (id, asker) => read(`report/${id}`, asker),
    async forget(asker) {
      for (const key of await store.list('report/')) if (await read(key, asker)) await store.delete(key);
    },
  };
}
