import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { listUsages, type Usage } from '../../azure/registry-usage';
import { defineCheck, either, judgeRead, unknown, type Said } from '../check';
import { namesOf, READ_REGISTRY, readRegistry } from './visible';

interface Seen {
  registry: Read<Registry>;
  usages: Read<Usage[]>;
}

const measured = { vantage: 'configuration', about: 'registry', changedBy: ['registry'] } as const;

export const usage = defineCheck<Seen, 'registry'>({
  id: 'registry/usage',
  title: 'Storage used',
  statements: {
    'over-included': { says: 'More is stored than the tier includes', ...measured },
    'near-maximum': { says: "Less than a tenth of the tier's maximum storage is left", ...measured },
  },
  needs: ['registry'],
  uses: [],
  permissions: [READ_REGISTRY, 'Microsoft.ContainerRegistry/registries/listUsages/read'],
  unverified: [
    'The maximum of tier Premium: documents of 2026 say 100 TiB, older ones 40 TiB; in between nothing is claimed.',
    "Whether the usages of a registry hold a MaximumStorageCapacity; where they do, it goes before the documents' numbers.",
  ],
  async collect(eyes, params) {
    const registry = await readRegistry(eyes, params);
    return { registry, usages: registry.ok ? await listUsages(eyes.azure, registry.value.id) : registry };
  },
  judge: ({ registry, usages }) =>
    judgeRead(registry, STATEMENTS, ({ sku }) =>
      judgeRead(usages, STATEMENTS, (found) => judgeSize(sku, found)),
    ),
  learn: ({ registry }) => namesOf(registry),
});

const STATEMENTS = ['over-included', 'near-maximum'];

const GIB = 1024 ** 3;
const TIB = 1024 ** 4;

/**
 * The most a registry holds, in bytes: the least and the most that documents say. Source: service tiers page (03/2026)
 * and Azure/acr#852.
 */
const MAXIMA: Partial<Record<string, { least: number; most: number }>> = {
  Basic: { least: 40 * TIB, most: 40 * TIB },
  Standard: { least: 40 * TIB, most: 40 * TIB },
  Premium: { least: 40 * TIB, most: 100 * TIB },
};

function judgeSize(sku: string, usages: readonly Usage[]): Said[] {
  const size = usages.find(({ name }) => name === 'Size');
  if (!size) return STATEMENTS.map((one) => unknown(one, 'The usages that the registry tells hold no Size'));
  const { used, limit } = size;
  const included =
    limit > 0
      ? either('over-included', used > limit, `${sizeOf(used)} stored, ${sku} includes ${sizeOf(limit)}`)
      : unknown('over-included', `${sizeOf(used)} stored; how much ${sku} includes is not told`);
  return [included, judgeMaximum(sku, used, usages)];
}

function judgeMaximum(sku: string, used: number, usages: readonly Usage[]): Said {
  const statement = 'near-maximum';
  const own = usages.find(({ name, limit }) => name === 'MaximumStorageCapacity' && limit > 0)?.limit;
  const maximum = own === undefined ? MAXIMA[sku] : { least: own, most: own };
  const stored = `${sizeOf(used)} stored`;
  if (!maximum) return unknown(statement, `${stored}; no document tells the maximum of tier ${sku}`);
  const { least, most } = maximum;
  if (used >= 0.9 * least && used < 0.9 * most)
    return unknown(
      statement,
      `${stored}; documents disagree whether ${sku} holds ${sizeOf(least)} or ${sizeOf(most)}`,
    );
  const isNear = used >= 0.9 * most;
  return either(statement, isNear, `${stored}, ${sku} holds at most ${sizeOf(isNear ? most : least)}`);
}

/** `45.5 GiB`, `100 TiB` */
function sizeOf(bytes: number): string {
  const [unit, name] = bytes >= TIB ? [TIB, 'TiB'] : [GIB, 'GiB'];
  return `${Number((bytes / unit).toFixed(1))} ${name}`;
}
