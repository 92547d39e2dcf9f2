import { z } from 'zod';
import {
  registryOf,
  registrySchema,
  switchOf,
  type Registry,
  type Replication,
  type SoftDelete,
} from './registry';
import type { PrivateEndpointConnection, Usage } from './registry-usage';

/** The registry in what `az acr show` prints; undefined when the value is none. Source: azure-cli's recordings. */
export function readShownRegistry(json: unknown): Registry | undefined {
  const answer = registrySchema.safeParse(asAnswered(json));
  return answer.success ? registryOf(answer.data) : undefined;
}

/**
 * The same of some of its settings, as `--query` leaves them; undefined when one of them is not what it should be. The
 * names that are not there are empty.
 * @param loginServer that of the registry the command asked about
 */
export function readShownPart(json: unknown, loginServer: string): Registry | undefined {
  const answered = asAnswered(json);
  if (!answered) return undefined;
  const { networkRuleSet, ...rest } = answered;
  const names = { id: '', name: '', location: '', loginServer, sku: { name: '' } };
  const answer = registrySchema.safeParse({
    ...names,
    ...rest,
    ...(networkRuleSet?.defaultAction ? { networkRuleSet } : {}),
  });
  if (!answer.success) return undefined;
  const found: Registry = { ...registryOf(answer.data), isPart: true };
  const areRulesUnknown = networkRuleSet?.ipRules === undefined;
  return found.firewall ? { ...found, firewall: { ...found.firewall, areRulesUnknown } } : found;
}

const rules = z
  .object({
    defaultAction: z.string().nullish(),
    ipRules: z.array(z.record(z.string(), z.unknown())).nullish(),
  })
  .loose();
const policy = z.object({ lastUpdatedTime: z.string().nullish() }).loose();
const shownSchema = z
  .object({
    creationDate: z.string().nullish(),
    networkRuleSet: rules.nullish(),
    policies: z.object({ retentionPolicy: policy.nullish() }).loose().nullish(),
  })
  .loose();

/** The command line prints times as text, address rules under another key, and null where the service is silent. */
function asAnswered(json: unknown) {
  const shown = shownSchema.safeParse(json);
  if (!shown.success) return undefined;
  const { creationDate, networkRuleSet, policies, ...rest } = shown.data;
  const { retentionPolicy, azureAdAuthenticationAsArmPolicy, ...others } = policies ?? {};
  // The command line writes Ad where the service writes AD.
  const armTokens = azureAdAuthenticationAsArmPolicy
    ? { azureADAuthenticationAsArmPolicy: azureAdAuthenticationAsArmPolicy }
    : {};
  const ipRules = networkRuleSet?.ipRules?.map((rule) => ({
    iPAddressOrRange: rule.ipAddressOrRange ?? rule.value,
  }));
  const at = dateOf(creationDate);
  return {
    ...withoutNulls(rest),
    ...(at ? { creationDate: at } : {}),
    ...(networkRuleSet ? { networkRuleSet: { ...networkRuleSet, ipRules } } : {}),
    ...(policies
      ? { policies: { ...withoutNulls(others), ...armTokens, ...retentionOf(retentionPolicy) } }
      : {}),
  };
}

function retentionOf(shown: z.infer<typeof policy> | null | undefined) {
  if (!shown) return {};
  const { lastUpdatedTime, ...rest } = withoutNulls(shown);
  const at = dateOf(lastUpdatedTime);
  return { retentionPolicy: { ...rest, ...(at ? { lastUpdatedTime: at } : {}) } };
}

function dateOf(text: unknown): Date | undefined {
  const date = typeof text === 'string' ? new Date(text) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

/** The command line prints null where the service leaves a key out. */
function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
}

/** Soft delete as `az acr config soft-delete show` prints it; undefined when the value does not tell of it. */
export function readShownSoftDelete(json: unknown): SoftDelete | undefined {
  const schema = z.object({
    status: z.string(),
    retentionDays: z.coerce.number().int().optional().catch(undefined),
    lastUpdatedTime: z.string().nullish(),
  });
  const shown = schema.safeParse(typeof json === 'object' && json ? withoutNulls({ ...json }) : json);
  if (!shown.success) return undefined;
  const { status, retentionDays: days, lastUpdatedTime } = shown.data;
  const since = dateOf(lastUpdatedTime)?.toISOString();
  return {
    state: switchOf(status),
    ...(days === undefined ? {} : { days }),
    ...(since === undefined ? {} : { since }),
  };
}

/** Replicas as `az acr replication list` prints them; undefined when the value is no such list. */
export function readShownReplications(json: unknown): Replication[] | undefined {
  const schema = z.array(
    z.object({
      location: z.string(),
      provisioningState: z.string().nullish(),
      status: z.object({ displayStatus: z.string().nullish() }).nullish(),
      regionEndpointEnabled: z.boolean().nullish(),
    }),
  );
  const shown = schema.safeParse(json);
  if (!shown.success) return undefined;
  return shown.data.map(({ location, provisioningState, status, regionEndpointEnabled }) => ({
    location,
    ...(provisioningState ? { provisioningState } : {}),
    ...(status?.displayStatus ? { displayStatus: status.displayStatus } : {}),
    regionEndpoint: switchOf(regionEndpointEnabled ?? undefined),
  }));
}

/** Usages as `az acr show-usage` prints them; undefined when the value is none. */
export function readShownUsages(json: unknown): Usage[] | undefined {
  const schema = z.object({
    value: z.array(
      z.object({
        name: z.string(),
        limit: z.coerce.number(),
        currentValue: z.coerce.number(),
        unit: z.string().nullish(),
      }),
    ),
  });
  const shown = schema.safeParse(json);
  if (!shown.success) return undefined;
  return shown.data.value.map(({ name, limit, currentValue, unit }) => ({
    name,
    limit,
    used: currentValue,
    unit: unit ?? '',
  }));
}

/** Private endpoint connections as `az acr private-endpoint-connection list` prints them. */
export function readShownConnections(json: unknown): PrivateEndpointConnection[] | undefined {
  const schema = z.array(
    z.object({
      name: z.string(),
      privateLinkServiceConnectionState: z.object({ status: z.string() }),
    }),
  );
  const shown = schema.safeParse(json);
  if (!shown.success) return undefined;
  return shown.data.map(({ name, privateLinkServiceConnectionState: { status } }) => ({ name, status }));
}
