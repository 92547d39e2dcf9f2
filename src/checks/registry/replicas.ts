import type { Listed, Read } from '../../azure/reading';
import { listReplications, type Registry, type Replication } from '../../azure/registry';
import { readShownReplications } from '../../azure/shown-registry';
import type { Output } from '../../parse/output/output';
import { optionOf, readAzTable, unprojected } from '../../parse/output/query';
import {
  defineCheck,
  judgeRead,
  no,
  notApplicable,
  notPasted,
  pasted,
  unknown,
  yes,
  type Said,
} from '../check';
import { shownOf } from './pasted-registry';
import { namesOf, READ_REGISTRY, readRegistry, registryIn } from './visible';

interface Seen {
  registry: Read<Registry>;
  /** Not asked for below Premium. */
  replications: Read<Listed<Replication>> | undefined;
}

const written = { vantage: 'configuration', about: 'registry', changedBy: ['registry', 'replica'] } as const;

export const replicas = defineCheck<Seen, 'registry'>({
  id: 'registry/replicas',
  title: 'Replicas in other regions',
  statements: {
    'replica-not-ready': { says: 'A replica is not ready', ...written },
    'no-replica': { says: 'The registry is in its home region only', ...written },
  },
  needs: ['registry'],
  uses: [],
  onlyTold: {
    'no-replica': 'a setting that a report shows; no document names it as the reason of a failure',
  },
  permissions: [READ_REGISTRY, 'Microsoft.ContainerRegistry/registries/replications/read'],
  unverified: [
    'That Ready is the only status of a replica that is fine; no list of the words is published.',
    'That a ready replica holds every image: replication of a push takes its time.',
  ],
  async collect(eyes, params) {
    const registry = await readRegistry(eyes, params);
    const isAsked = registry.ok && registry.value.sku === PREMIUM;
    return {
      registry,
      replications: isAsked ? await listReplications(eyes.azure, registry.value.id) : undefined,
    };
  },
  read(outputs, params) {
    const registry = registryIn(outputs, params);
    const items = shownOf(outputs, params, 'az acr replication list', readShown);
    if (items) return { registry: registry ?? notPasted, replications: pasted({ items, isComplete: true }) };
    const isLower = registry?.ok && registry.value.sku !== '' && registry.value.sku !== PREMIUM;
    return isLower ? { registry, replications: undefined } : undefined;
  },
  judge: ({ registry, replications }) =>
    replications?.ok && !(registry.ok && registry.value.location !== '')
      ? judgePasted(replications.value)
      : judgeSeen({ registry, replications }),
  learn: ({ registry }) => namesOf(registry),
});

/** Without the registry itself its home is not known: the list holds that region too. */
function judgePasted(list: Listed<Replication>): Said[] {
  const regions = new Set(list.items.map(({ location }) => plain(location)));
  const saw = `replicas in ${namesIn(list.items)}`;
  return [
    judgeReady(list),
    regions.size > 1
      ? no('no-replica', saw)
      : unknown('no-replica', `${regions.size === 0 ? 'no replica' : saw}; the home region was not shown`),
  ];
}

/** What `az acr replication list` printed, as JSON or as its table. */
function readShown(output: Output): Replication[] | undefined {
  const { json, text, commandLine = '' } = output;
  if (json !== undefined || optionOf(commandLine, '--query') !== undefined)
    return readShownReplications(unprojected(output));
  const rows = readAzTable(text).map((row) => ({
    location: row.location,
    provisioningState: row['provisioning state'] || null,
    status: { displayStatus: row.status || null },
  }));
  return rows.length > 0 ? readShownReplications(rows) : undefined;
}

function judgeSeen({ registry, replications }: Seen): Said[] {
  return judgeRead(registry, STATEMENTS, ({ sku, location }) =>
    replications
      ? judgeRead(replications, STATEMENTS, (list) => [judgeReady(list), judgeAway(list, location)])
      : [
          notApplicable('replica-not-ready', `tier ${sku} has no replicas`),
          yes(
            'no-replica',
            `tier ${sku} has no replicas; the registry is in ${location || 'its home region'}`,
          ),
        ],
  );
}

/** The only tier with replicas. Source: service tiers page. */
const PREMIUM = 'Premium';
const STATEMENTS = ['replica-not-ready', 'no-replica'];

function judgeReady({ items, isComplete }: Listed<Replication>): Said {
  const statement = 'replica-not-ready';
  const wrong = items.map(faultOf).filter((fault) => fault !== undefined);
  if (wrong.length > 0) return yes(statement, wrong.join(', '));
  if (!isComplete) return unknown(statement, 'There are more replicas than were read; those are ready');
  const untold = items.filter(
    (one) => one.provisioningState === undefined && one.displayStatus === undefined,
  );
  if (untold.length > 0) return unknown(statement, `The answer does not say how ${namesIn(untold)} stands`);
  return no(statement, items.length === 0 ? 'there is no replica' : `${namesIn(items)}: ready`);
}

/** `northeurope is Creating, Syncing`; undefined where nothing that was said is wrong. */
function faultOf({ location, provisioningState, displayStatus }: Replication): string | undefined {
  const wrong = [
    ...(provisioningState === undefined || provisioningState === 'Succeeded' ? [] : [provisioningState]),
    ...(displayStatus === undefined || displayStatus === 'Ready' ? [] : [displayStatus]),
  ];
  return wrong.length > 0 ? `${location} is ${[...new Set(wrong)].join(', ')}` : undefined;
}

function judgeAway({ items, isComplete }: Listed<Replication>, home: string): Said {
  const statement = 'no-replica';
  const away = items.filter(({ location }) => plain(location) !== plain(home));
  if (away.length > 0) return no(statement, `home region ${home}, replicas in ${namesIn(away)}`);
  return isComplete
    ? yes(statement, `home region ${home}, no replica elsewhere`)
    : unknown(statement, 'There are more replicas than were read');
}

/** Azure writes regions as `westeurope` and as `West Europe`. */
function plain(region: string): string {
  return region.toLowerCase().replaceAll(' ', '');
}

function namesIn(items: readonly Replication[]): string {
  return items.map(({ location }) => location).join(', ');
}
