import { z } from 'zod';
import { CASE_SCHEMA, type Asker, type Case } from '../case';
import type { Facts } from '../parse/facts';
import type { Store } from '../store/store';

/** How long a case, a report, and what somebody gave before, is kept. */
export const KEPT_DAYS = 30;

/** What every reader of a case walks through; a value without it is no case, whatever its version says. */
const CaseForm = z.looseObject({
  schema: z.literal(CASE_SCHEMA),
  evidence: z.looseObject({
    facts: z.record(z.string(), z.unknown()),
    answers: z.array(
      z.looseObject({ symptom: z.string(), confidence: z.number(), because: z.array(z.unknown()) }),
    ),
    redacted: z.array(z.string()),
  }),
  findings: z.array(z.looseObject({ vantage: z.looseObject({}) })),
});

const DAY_MS = 24 * 60 * 60 * 1000;

/** Cases and what people gave before, each readable by its owner only. */
export interface Cases {
  keep: (known: Case) => Promise<void>;
  /** Undefined when it is gone, somebody else's, or of another version. */
  read: (id: string, asker: Asker) => Promise<Case | undefined>;
  remember: (facts: Facts, asker: Asker) => Promise<void>;
  remembered: (asker: Asker) => Promise<Facts>;
  /** Deletes all that is kept about a person. @returns how many cases that were */
  forget: (asker: Asker) => Promise<number>;
}

export function createCases(store: Store, now: () => number): Cases {
  const expiresAt = () => now() + KEPT_DAYS * DAY_MS;
  return {
    async keep(known) {
      await store.put(`case/${known.id}`, known, { expiresAt: expiresAt() });
    },
    async read(id, asker) {
      const value = (await store.get(`case/${id}`))?.value;
      if (!CaseForm.safeParse(value).success) return undefined;
      const found = value as Case;
      return isOf(found, asker) ? found : undefined;
    },
    async remember(facts, asker) {
      // Names that only a later version knows stay as they are.
      const known = Preference.safeParse((await store.get(preferenceKey(asker)))?.value).data;
      await store.put(preferenceKey(asker), { ...known, ...facts }, { expiresAt: expiresAt() });
    },
    remembered: (asker) => rememberedOf(store, asker),
    async forget(asker) {
      await store.delete(preferenceKey(asker));
      let count = 0;
      for (const key of await store.list('case/')) {
        const found = (await store.get(key))?.value as Partial<Case> | undefined;
        if (!found || !isOf(found, asker)) continue;
        await store.delete(key);
        count++;
      }
      return count;
    },
  };
}

/** What somebody gave before, by name; all of it is text. */
const Preference = z.record(z.string(), z.unknown());

function isOf({ owner, tenant }: Partial<Case>, asker: Asker): boolean {
  return owner === asker.id && tenant === asker.tenant;
}

function preferenceKey({ id, tenant }: Asker): string {
  return `preference/${tenant}/${id}`;
}

async function rememberedOf(store: Store, asker: Asker): Promise<Facts> {
  const known = Preference.safeParse((await store.get(preferenceKey(asker)))?.value).data ?? {};
  return Object.fromEntries(Object.entries(known).filter(([, value]) => typeof value === 'string'));
}
