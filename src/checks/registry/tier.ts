import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { defineCheck, either, judgeRead, unknown, type Said } from '../check';
import { namesOf, READ_REGISTRY, readRegistry, registryIn } from './visible';

const written = { vantage: 'configuration', about: 'registry', changedBy: ['registry'] } as const;

export const tier = defineCheck<Read<Registry>, 'registry'>({
  id: 'registry/tier',
  title: 'Tier of the registry',
  statements: {
    'not-premium': { says: 'The registry is not of tier Premium', ...written },
    basic: { says: 'The registry is of tier Basic', ...written },
  },
  needs: ['registry'],
  uses: [],
  onlyTold: {
    basic: 'told beside not-premium, which the causes name',
  },
  permissions: [READ_REGISTRY],
  collect: readRegistry,
  read: registryIn,
  judge: (registry) => judgeRead(registry, ['not-premium', 'basic'], judgeTier),
  learn: namesOf,
});

/** All that have been sold. Another word is a new tier, of which nothing is known. */
const TIERS = ['Classic', 'Basic', 'Standard', 'Premium'];

/** What the tier of a registry says; also for checks of what needs Premium. */
export function judgeTier({ sku }: Pick<Registry, 'sku'>): Said[] {
  const found = TIERS.find((name) => name.toLowerCase() === sku.trim().toLowerCase());
  const saw = `tier ${found ?? ''}`;
  if (found !== undefined)
    return [either('not-premium', found !== 'Premium', saw), either('basic', found === 'Basic', saw)];
  const why = sku.trim() === '' ? 'the answer names no tier' : `tier '${sku.slice(0, 40)}' is not known here`;
  return [unknown('not-premium', why), unknown('basic', why)];
}
