import { rankNearNames } from '../../azure/near-names';
import type { Listed, Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { findRegistry, listRegistries, type FoundRegistry } from '../../azure/resource-graph';
import type { Resolution } from '../../azure/resolver';
import { defineCheck, either, judgeRead, no, unknown, yes, type Eyes, type Given, type Said } from '../check';
import { readPastedExistence } from './pasted-existence';
import { namesOf, READ_REGISTRY, readRegistry } from './visible';

/** Who knows the registry. */
export interface Seen {
  /** Undefined where no subscription that was asked shows it. */
  visible: Read<FoundRegistry | undefined>;
  /** All that can be seen; absent when the registry itself is among them. */
  others?: Read<Listed<FoundRegistry>>;
  resolution: Read<Resolution>;
  /** What `az acr check-name` printed: whether the name is free in its cloud. */
  isFree?: boolean;
  registry: Read<Registry>;
}

const written = { vantage: 'configuration', about: 'registry', changedBy: ['registry'] } as const;

export const exists = defineCheck<Seen, 'registry'>({
  id: 'registry/exists',
  title: 'Registry of that name',
  statements: {
    'no-such-name': {
      says: 'There is no registry of that name, and one of nearly the same name',
      ...written,
      vantage: 'bot',
    },
    'not-visible': { says: 'No subscription that was asked shows the registry', ...written },
    'not-ready': { says: 'The registry is being made, changed or deleted, or failed to be', ...written },
  },
  needs: ['registry'],
  uses: [],
  onlyTold: {
    'not-ready': 'a state that passes; no document names it as the reason of a failure',
  },
  permissions: [READ_REGISTRY],
  unverified: [
    'A name that the DNS of the bot knows belongs to a registry: that Azure answers for no other names is not documented.',
  ],
  collect: lookFor,
  read: readPastedExistence,
  judge: (seen, params) => [
    seen.isFree === undefined ? judgeName(seen, params) : judgeFree(seen.isFree, params),
    judgeVisible(seen.visible, params),
    ...judgeRead(seen.registry, ['not-ready'], (found) => [judgeState(found)]),
  ],
  learn: ({ registry }) => namesOf(registry),
});

async function lookFor(eyes: Eyes, params: Given<'registry'>): Promise<Seen> {
  const [visible, resolution, registry] = await Promise.all([
    findRegistry(eyes.azure, params.registry),
    eyes.resolver.resolve(params.registry),
    readRegistry(eyes, params),
  ]);
  if (!visible.ok || visible.value) return { visible, resolution, registry };
  return { visible, resolution, registry, others: await listRegistries(eyes.azure) };
}

/** Azure itself says whether a name is taken, in the cloud that was asked. */
function judgeFree(isFree: boolean, { registry }: Given<'registry'>): Said {
  const saw = isFree
    ? `az acr check-name says that the name of ${registry} is free`
    : `az acr check-name says that the name of ${registry} is taken`;
  return either('no-such-name', isFree, saw);
}

/** Claimed only when two witnesses know nothing of the name and a third knows a better one. */
function judgeName({ visible, others, resolution }: Seen, { registry }: Given<'registry'>): Said {
  const statement = 'no-such-name';
  if (visible.ok && visible.value) return no(statement, placeOf(visible.value));
  if (resolution.ok && resolution.value.exists)
    return no(
      statement,
      `DNS knows ${registry}, so the name exists; which subscription holds it is not seen`,
    );
  if (!resolution.ok) return unknown(statement, resolution.unreadable.saw);
  const unseen = `DNS does not know ${registry}`;
  if (!visible.ok)
    return unknown(statement, `${unseen}; ${visible.unreadable.saw}`, visible.unreadable.permission);
  if (!others?.ok)
    return unknown(
      statement,
      `${unseen}; ${others?.unreadable.saw ?? 'the other registries were not listed'}`,
    );
  const [near] = nearNames(registry, others.value.items);
  return near === undefined
    ? unknown(statement, `${unseen} and no visible registry has a name like it`)
    : yes(statement, `${unseen} and no visible registry has the name, but there is ${near}`);
}

/** Login servers that may have been meant: another name, or the same name with another ending. */
function nearNames(meant: string, seen: readonly FoundRegistry[]): string[] {
  const labelOf = (host: string) => host.split('.')[0]?.toLowerCase() ?? '';
  const wanted = labelOf(meant);
  const servers = new Map(seen.map(({ loginServer }) => [labelOf(loginServer), loginServer.toLowerCase()]));
  const labels = servers.has(wanted) ? [wanted] : rankNearNames(wanted, [...servers.keys()]);
  return labels.flatMap((label) => servers.get(label) ?? []);
}

function judgeVisible(visible: Read<FoundRegistry | undefined>, { registry }: Given<'registry'>): Said {
  const statement = 'not-visible';
  if (!visible.ok) return unknown(statement, visible.unreadable.saw, visible.unreadable.permission);
  return visible.value
    ? no(statement, placeOf(visible.value))
    : yes(statement, `no subscription that was asked shows ${registry}: it is elsewhere, or may not be read`);
}

function placeOf({ name, resourceGroup, loginServer }: FoundRegistry): string {
  return `${loginServer.toLowerCase()} is the registry ${name} in resource group ${resourceGroup}`;
}

function judgeState({ provisioningState }: Registry): Said {
  if (!provisioningState) return unknown('not-ready', 'the answer does not say the provisioning state');
  return either('not-ready', provisioningState !== 'Succeeded', `provisioningState is ${provisioningState}`);
}
