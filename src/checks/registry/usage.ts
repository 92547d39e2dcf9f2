import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { listUsages, type Usage } from '../../azure/registry-usage';
import { readShownUsages } from '../../azure/shown-registry';
import type { Output } from '../../parse/output/output';
import { readAzTable } from '../../parse/output/query';
import { defineCheck, either, judgeRead, pasted, unknown, type Said } from '../check';
import { shownOf } from './pasted-registry';
import { namesOf, READ_REGISTRY, readRegistry, registryIn } from './visible';

interface Seen {
  /** Undefined where only the usages were pasted. */
  registry: Read<Registry> | undefined;
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
  read(outputs, params) {
    const found = shownOf(outputs, params, 'az acr show-usage', readShown);
    return found && { registry: registryIn(outputs, params), usages: pasted(found) };
  },
  judge: ({ registry, usages }) => {
    const judgeOf = (sku: string) => judgeRead(usages, STATEMENTS, (found) => judgeSize(sku, found));
    return registry ? judgeRead(registry, STATEMENTS, ({ sku }) => judgeOf(sku)) : judgeOf('');
  },
  learn: ({ registry }) => (registry ? namesOf(registry) : {}),
});

/** What `az acr show-usage` printed, as JSON or as its table. */
function readShown({ json, text }: Output): Usage[] | undefined {
  if (json !== undefined) return readShownUsages(json);
  const value = readAzTable(text).map((row) => ({
    name: row.name,
    limit: row.limit,
    currentValue: row['current value'],
    unit: row.unit,
  }));
  return value.length > 0 ? readShownUsages({ value }) : undefined;
}

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
      ? either(
          'over-included',
          used > limit,
          `${sizeOf(used)} stored, ${tierOf(sku)} includes ${sizeOf(limit)}`,
        )
      : unknown('over-included', `${sizeOf(used)} stored; how much ${tierOf(sku)} includes is not told`);
  return [included, judgeMaximum(sku, used, usages)];
}

function judgeMaximum(sku: string, used: number, usages: readonly Usage[]): Said {
  const statement = 'near-maximum';
  const own = usages.find(({ name, limit }) => name === 'MaximumStorageCapacity' && limit > 0)?.limit;
  const maximum = own === undefined ? MAXIMA[sku] : { least: own, most: own };
  const stored = `${sizeOf(used)} stored`;
  if (!maximum)
    return unknown(
      statement,
      `${stored}; ${sku === '' ? 'the tier was not shown' : `no document tells the maximum of tier ${sku}`}`,
    );
  const { least, most } = maximum;
  if (used >= 0.9 * least && used < 0.9 * most)
    return unknown(
      statement,
      `${stored}; documents disagree whether ${tierOf(sku)} holds ${sizeOf(least)} or ${sizeOf(most)}`,
    );
  const isNear = used >= 0.9 * most;
  return either(
    statement,
    isNear,
    `${stored}, ${tierOf(sku)} holds at most ${sizeOf(isNear ? most : least)}`,
  );
}

function tierOf(sku: string): string {
  return sku === '' ? 'the tier' : sku;
}

/** `45.5 GiB`, `100 TiB` */
function sizeOf(bytes: number): string {
  const [unit, name] = bytes >= TIB ? [TIB, 'TiB'] : [GIB, 'GiB'];
  return `${Number((bytes / unit).toFixed(1))} ${name}`;
}
