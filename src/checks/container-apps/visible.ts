import {
  findApps,
  getApp,
  parseAppId,
  READ_APP,
  type ContainerApp,
  type RegistryEntry,
} from '../../azure/container-apps';
import { environmentNameIn } from '../../azure/container-environments';
import type { Read } from '../../azure/reading';
import { sayable } from '../../azure/trouble';
import type { Eyes, Given, Params } from '../check';

export { READ_APP };

/** Statements about an app: the activity log of the registry tells nothing of it. */
export const ofApp = { vantage: 'configuration', about: 'app', changedBy: [] } as const;

/**
 * The app that the parameters name. Names are unique in a resource group only: of several apps none is guessed at, for
 * another app's entry would accuse the wrong one.
 */
export async function readApp(
  { azure }: Eyes,
  { app, appResourceGroup }: Given<'app'>,
): Promise<Read<ContainerApp>> {
  const found = await findApps(azure, app);
  if (!found.ok) return found;
  const isMeant = (group: string) =>
    appResourceGroup === undefined || appResourceGroup.toLowerCase() === group.toLowerCase();
  const meant = found.value.filter(({ resourceGroup }) => isMeant(resourceGroup));
  const [only] = meant;
  if (only && meant.length === 1) return getApp(azure, only.id);
  const where = appResourceGroup === undefined ? '' : ` in resource group ${appResourceGroup}`;
  const saw = only
    ? `${meant.length} container apps are called ${app}, in ${meant.map(({ resourceGroup }) => resourceGroup).join(', ')}; which one is meant is not known`
    : `No subscription that was asked shows a container app ${app}${where}: it is elsewhere, or may not be read`;
  const unreadable = { reason: 'not-found', saw: sayable(saw) } as const;
  return { ok: false, unreadable: only ? unreadable : { ...unreadable, permission: READ_APP } };
}

/** Names that commands need, out of an app. */
export function namesOfApp(read: Read<ContainerApp>): Params {
  if (!read.ok) return {};
  const { id, name, environmentId } = read.value;
  const appResourceGroup = parseAppId(id ?? '')?.resourceGroup;
  const environment = environmentNameIn(environmentId ?? '');
  return {
    ...(name === '' ? {} : { app: name }),
    ...(appResourceGroup === undefined ? {} : { appResourceGroup }),
    ...(environment === undefined ? {} : { environment }),
  };
}

/** How the app's entry for a registry was found. */
export type Entry =
  | { entry: RegistryEntry }
  /** None is there; `near` is one that seems to be meant for this registry, `others` are the servers there are. */
  | { none: true; near: string | undefined; others: string[] }
  | { why: string };

/**
 * The entry of the app for a registry. One that is written in another way than as a login server is not taken for it,
 * nor for missing: no document tells what becomes of `https://` or of a path.
 */
export function entryFor({ entries }: ContainerApp, registry: string): Entry {
  if (!entries) return { why: "the app's registry entries are not told" };
  const host = registry.toLowerCase();
  const entry = entries.items.find(({ server }) => server.trim().toLowerCase() === host);
  if (entry) return { entry };
  const others = entries.items.map(({ server }) => sayable(server));
  const odd = entries.items.find(({ server }) => hostIn(server) === host);
  if (odd) return { why: `the entry's server is written ${sayable(odd.server)}, not ${host}` };
  if (!entries.isComplete) return { why: "not all of the app's registry entries were shown" };
  const [name] = host.split('.');
  return { none: true, near: others.find((server) => hostIn(server).split('.')[0] === name), others };
}

function hostIn(server: string): string {
  const [host = ''] = server
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .split('/');
  return host;
}

const SYSTEM = 'system';

/** The identity of the app that an entry names: its object id, that the app does not have it, or why it is not known. */
export function identityOf(
  { identities }: ContainerApp,
  identity: string,
): { principalId: string } | { missing: true } | { why: string } {
  const name = identityName(identity);
  // A third word, system-environment, means the identity of the environment, which is not the app's.
  if (identity.toLowerCase() !== SYSTEM && !identity.startsWith('/'))
    return { why: `the entry names ${sayable(identity)}, which is none of the app's own identities` };
  const own = identities?.items.find(({ id }) => id.toLowerCase() === identity.toLowerCase());
  if (own?.principalId !== undefined) return { principalId: own.principalId.toLowerCase() };
  if (own) return { why: `the object id of ${name} is not told` };
  return identities?.isComplete ? { missing: true } : { why: "the app's identities are not told" };
}

/** How an identity is called: the last part of its id. */
export function identityName(identity: string): string {
  if (identity.toLowerCase() === SYSTEM) return 'the system-assigned identity';
  return sayable(identity.slice(identity.lastIndexOf('/') + 1));
}
