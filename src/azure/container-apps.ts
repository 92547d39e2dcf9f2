import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { z } from 'zod';
import { API_VERSIONS } from './api-versions';
import { getArm, listArm } from './arm';
import type { Azure } from './azure';
import { Trouble, type Listed, type Read } from './reading';
import { parseValue } from './trouble';

/** What reading an app, and its revisions, takes. */
export const READ_APP = 'Microsoft.App/containerApps/read';
export const READ_REVISIONS = 'Microsoft.App/containerApps/revisions/read';

/** With what an app signs in to one registry. */
export interface RegistryEntry {
  /** As it was written: mostly the login server. */
  server: string;
  /** `system`, or the resource id of a user-assigned identity; absent where a password is used. */
  identity?: string;
  username?: string;
  /** Name of the app's secret that holds the password. */
  passwordSecretRef?: string;
}

/** An identity of the app. */
export interface AppIdentity {
  /** `system`, or its resource id. */
  id: string;
  principalId?: string;
}

/** A container app. What an answer or a paste does not tell is absent, never empty. */
export interface ContainerApp {
  id?: string;
  /** Empty where a paste leaves it out. */
  name: string;
  environmentId?: string;
  /** InProgress, Succeeded, Failed, Canceled, Deleting. */
  provisioningState?: string;
  /** Free text of the service, not yet masked. */
  provisioningError?: string;
  latestRevision?: string;
  /** ISO 8601: when it was last written. */
  changedAt?: string;
  entries?: Listed<RegistryEntry>;
  identities?: Listed<AppIdentity>;
}

export interface AppId {
  id: string;
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

const APP_ID =
  /^\/subscriptions\/(?<subscriptionId>[0-9a-f-]{36})\/resourceGroups\/(?<resourceGroup>[^/]{1,90})\/providers\/Microsoft\.App\/containerApps\/(?<name>[a-z0-9-]{1,64})$/i;

/** Takes an app's id apart; undefined when it is none. */
export function parseAppId(id: string): AppId | undefined {
  const { subscriptionId, resourceGroup, name } = APP_ID.exec(id)?.groups ?? {};
  if (subscriptionId === undefined || resourceGroup === undefined || name === undefined) return undefined;
  return { id, subscriptionId, resourceGroup, name };
}

/**
 * Ids of the apps of this name, over every subscription the asker can see: names are unique in a resource group only.
 * Resource Graph leaves out silently what may not be read, so none means "not visible", never "not there".
 */
export function findApps(azure: Azure, name: string): Promise<Read<AppId[]>> {
  return azure.once(`apps called ${name.toLowerCase()}`, READ_APP, async (abortSignal) => {
    // Letters, digits and hyphens close no quote.
    if (!/^[a-z0-9-]{1,64}$/i.test(name))
      throw new Trouble({
        reason: 'bad-answer',
        saw: `'${name.slice(0, 60)}' is no name of a container app`,
      });
    const client = new ResourceGraphClient(azure.credential, {
      ...azure.clientOptions,
      endpoint: `https://${azure.cloud.arm}`,
      credentials: { scopes: [`https://${azure.cloud.arm}/.default`] },
    });
    const query = `resources | where type =~ 'microsoft.app/containerapps' and name =~ '${name}' | project id, name`;
    const options = { resultFormat: 'objectArray' as const };
    const answer = await client.resources({ query, options }, { abortSignal });
    const rows = parseValue(answer.data, z.array(z.object({ id: z.string() })), 'Resource Graph');
    return rows.flatMap(({ id }) => parseAppId(id) ?? []);
  });
}

const word = z.string().nullish();

const entrySchema = z.object({
  server: z.string(),
  identity: word,
  username: word,
  passwordSecretRef: word,
});

const identitySchema = z.object({
  type: word,
  principalId: word,
  userAssignedIdentities: z.record(z.string(), z.object({ principalId: word }).nullish()).nullish(),
});

const appSchema = z.object({
  id: word,
  name: word,
  identity: identitySchema.nullish(),
  systemData: z.object({ lastModifiedAt: word }).nullish(),
  properties: z
    .object({
      provisioningState: word,
      provisioningError: word,
      managedEnvironmentId: word,
      environmentId: word,
      latestRevisionName: word,
      configuration: z.object({ registries: z.array(entrySchema).nullish() }).nullish(),
    })
    .nullish(),
});

type AppAnswer = z.infer<typeof appSchema>;

/**
 * An app. Source: containerApps get, azure-rest-api-specs ContainerApps_Get.json (2025-07-01), which shows no
 * registries; their fields are those of the same swagger.
 */
export function getApp(azure: Azure, id: string): Promise<Read<ContainerApp>> {
  const schema = appSchema.extend({ id: z.string(), name: z.string() });
  return azure.once(`GET ${id.toLowerCase()}`, READ_APP, async () => {
    const query = { 'api-version': API_VERSIONS.containerApps };
    return appOf(await getArm(azure, id, query, schema, READ_APP), true);
  });
}

/**
 * The app in what `az containerapp show` prints, whose form is the service's own; undefined when the value is none.
 * @param isWhole whether nothing was left out by a query or cut off: only then what is missing is not there
 */
export function readShownApp(json: unknown, isWhole: boolean): ContainerApp | undefined {
  const shown = appSchema.safeParse(json);
  return shown.success ? appOf(shown.data, isWhole) : undefined;
}

function appOf(found: AppAnswer, isWhole: boolean): ContainerApp {
  const { properties, identity } = found;
  const configuration = properties?.configuration;
  const entries = entriesOf(configuration?.registries, isWhole && configuration !== undefined);
  const identities = identitiesOf(identity, isWhole);
  return {
    name: found.name ?? '',
    ...optional('id', found.id),
    ...optional('environmentId', properties?.managedEnvironmentId ?? properties?.environmentId),
    ...optional('provisioningState', properties?.provisioningState),
    ...optional('provisioningError', properties?.provisioningError),
    ...optional('latestRevision', properties?.latestRevisionName),
    ...optional('changedAt', isoOf(found.systemData?.lastModifiedAt)),
    ...optional('entries', entries),
    ...optional('identities', identities),
  };
}

/** @param isTold whether the answer would hold them if there were any */
function entriesOf(
  found: z.infer<typeof entrySchema>[] | null | undefined,
  isTold: boolean,
): Listed<RegistryEntry> | undefined {
  if (!found) return isTold ? { items: [], isComplete: true } : undefined;
  return { items: found.map(entryOf), isComplete: isTold };
}

function entryOf({
  server,
  identity,
  username,
  passwordSecretRef,
}: z.infer<typeof entrySchema>): RegistryEntry {
  return {
    server,
    ...optional('identity', identity),
    ...optional('username', username),
    ...optional('passwordSecretRef', passwordSecretRef),
  };
}

/** One entry as `az containerapp registry show` prints it; undefined when the value is none. */
export function readShownEntry(json: unknown): RegistryEntry | undefined {
  const shown = entrySchema.safeParse(json);
  return shown.success ? entryOf(shown.data) : undefined;
}

function identitiesOf(
  found: z.infer<typeof identitySchema> | null | undefined,
  isWhole: boolean,
): Listed<AppIdentity> | undefined {
  if (!found) return isWhole ? { items: [], isComplete: true } : undefined;
  const isSystem = found.principalId ?? (/SystemAssigned/i.test(found.type ?? '') ? '' : undefined);
  const own = Object.entries(found.userAssignedIdentities ?? {});
  const items = [
    ...(isSystem === undefined ? [] : [{ id: 'system', ...optional('principalId', isSystem) }]),
    ...own.map(([id, one]) => ({ id, ...optional('principalId', one?.principalId) })),
  ];
  return { items, isComplete: isWhole };
}

/** The identities in what `az containerapp identity show` prints; undefined when the value is none. */
export function readShownIdentities(json: unknown, isWhole: boolean): Listed<AppIdentity> | undefined {
  const shown = identitySchema.safeParse(json);
  const tells =
    shown.success && (shown.data.type ?? shown.data.principalId ?? shown.data.userAssignedIdentities);
  return tells ? identitiesOf(shown.data, isWhole) : undefined;
}

/** One revision. Words as the service spells them. */
export interface Revision {
  name: string;
  /** ISO 8601. */
  createdAt?: string;
  active?: boolean;
  /** Provisioning, Provisioned, Failed, Deprovisioning, Deprovisioned. */
  provisioningState?: string;
  /** Free text of the service, not yet masked. */
  provisioningError?: string;
  /** Healthy, Unhealthy, None. */
  healthState?: string;
}

const revisionSchema = z.object({
  name: z.string(),
  properties: z.object({
    createdTime: word,
    active: z.boolean().nullish(),
    provisioningState: word,
    provisioningError: word,
    healthState: word,
  }),
});

/** Revisions of an app. Source: Revisions_List.json (2025-07-01); the states are of the same swagger. */
export function listRevisions(azure: Azure, appId: string): Promise<Read<Listed<Revision>>> {
  const page = z.object({ value: z.array(revisionSchema), nextLink: word });
  return azure.once(`GET ${appId.toLowerCase()}/revisions`, READ_REVISIONS, async () => {
    const query = { 'api-version': API_VERSIONS.containerApps };
    const list = await listArm(azure, `${appId}/revisions`, query, page, READ_REVISIONS);
    return { ...list, items: list.items.map(revisionOf) };
  });
}

function revisionOf({ name, properties }: z.infer<typeof revisionSchema>): Revision {
  const { createdTime, active, provisioningState, provisioningError, healthState } = properties;
  return {
    name,
    ...optional('createdAt', isoOf(createdTime)),
    ...optional('active', active),
    ...optional('provisioningState', provisioningState),
    ...optional('provisioningError', provisioningError),
    ...optional('healthState', healthState),
  };
}

/** A revision as `az containerapp revision list` and `show` print it; undefined when the value is none. */
export function readShownRevision(json: unknown): Revision | undefined {
  const shown = revisionSchema.safeParse(json);
  return shown.success ? revisionOf(shown.data) : undefined;
}

function isoOf(text: string | null | undefined): string | undefined {
  const time = new Date(text ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function optional<K extends string, V>(key: K, value: V | null | undefined): Partial<Record<K, V>> {
  return value === null || value === undefined || value === '' ? {} : ({ [key]: value } as Record<K, V>);
}
