import type { Read } from '../../azure/reading';
import type { Registry, SoftDelete } from '../../azure/registry';
import { readShownPart, readShownRegistry, readShownSoftDelete } from '../../azure/shown-registry';
import type { Output } from '../../parse/output/output';
import { isRecord, optionOf, readAzTable, unprojected } from '../../parse/output/query';
import { askedIn, isOfRegistry } from '../../parse/output/subject';
import { pasted, type Params } from '../check';

/** Some settings of a registry, in the words of `az acr show`. */
type Settings = Record<string, unknown>;

/**
 * The registry's configuration out of pasted output: all of it where `az acr show` printed it, else what the outputs
 * tell, put together. Undefined when none is about this registry.
 */
export function registryIn(outputs: readonly Output[], params: Params): Read<Registry> | undefined {
  const settings = settingsIn(outputs, params);
  if (!settings) return undefined;
  const whole = readShownRegistry(settings);
  if (whole) return pasted(whole);
  const part = readShownPart(settings, params.registry ?? '');
  return part && pasted(part);
}

/** What the outputs tell of this registry, in the words of `az acr show`. */
export function settingsIn(outputs: readonly Output[], params: Params): Settings | undefined {
  const shown = outputs.flatMap((output): Settings[] => {
    const one = shownIn(output, params);
    return one ? [one] : [];
  });
  return shown.length === 0 ? undefined : shown.reduce<Settings>((all, one) => merged(all, one), {});
}

/** Soft delete, by its own command or as newer command lines show it among the policies. */
export function softDeleteIn(outputs: readonly Output[], params: Params): SoftDelete | undefined {
  const own = shownOf(outputs, params, 'az acr config soft-delete show', ({ json }) =>
    readShownSoftDelete(json),
  );
  const policies = settingsIn(outputs, params)?.policies;
  return own ?? (isRecord(policies) ? readShownSoftDelete(policies.softDeletePolicy) : undefined);
}

/** What a reader makes of the last output of one command about this registry; one that was cut off is left out. */
export function shownOf<T>(
  outputs: readonly Output[],
  params: Params,
  command: string,
  read: (output: Output) => T | undefined,
): T | undefined {
  return outputs
    .filter((output) => output.command === command && !output.isPartial)
    .filter((output) => isOfRegistry(askedIn(output), params))
    .flatMap((output): T[] => {
      const found = read(output);
      return found === undefined ? [] : [found];
    })
    .at(-1);
}

/** What one output tells; undefined when it is about something else, or about nobody knows which registry. */
function shownIn(output: Output, params: Params): Settings | undefined {
  const { command } = output;
  const settings = READERS[command]?.(output);
  const rows: unknown[] = Array.isArray(settings) ? settings : [settings];
  for (const row of rows.filter(isRecord)) {
    const { loginServer } = row;
    if (typeof loginServer === 'string') {
      // Another registry's settings say nothing of this one.
      const isMeant = params.registry === undefined || params.registry === loginServer.toLowerCase();
      if (isMeant && (isWhole(output, row) || !output.isPartial)) return row;
    } else if (!Array.isArray(settings) && !output.isPartial && isOfRegistry(askedIn(output), params)) {
      return row;
    }
  }
  return undefined;
}

/** Of an output that was cut off only what is a registry all the same: its settings stand in the order of letters. */
function isWhole({ commandLine = '' }: Output, row: Settings): boolean {
  return optionOf(commandLine, '--query') === undefined && readShownRegistry(row) !== undefined;
}

const READERS: Partial<Record<string, (output: Output) => unknown>> = {
  'az acr show': shownOrTable,
  'az acr list': shownOrTable,
  'az acr config retention show': ({ json }) => policyOf('retentionPolicy', json),
  'az acr config authentication-as-arm show': ({ json }) =>
    policyOf('azureAdAuthenticationAsArmPolicy', json),
  'az acr credential show': adminUserOf,
  'az acr encryption show': encryptionOf,
  'az acr network-rule list': ({ json }) =>
    isRecord(json) && Array.isArray(json.ipRules) ? { networkRuleSet: { ipRules: json.ipRules } } : undefined,
  'az acr show-endpoints': endpointsOf,
};

function shownOrTable(output: Output): unknown {
  const { json, text, commandLine = '' } = output;
  if (json !== undefined || optionOf(commandLine, '--query') !== undefined) return unprojected(output);
  const rows = readAzTable(text).map((row) => ({
    ...filled('name', row.name),
    ...filled('location', row.location),
    ...filled('loginServer', row['login server']),
    ...(row.sku ? { sku: { name: row.sku } } : {}),
    // False and nothing look alike in this table.
    ...(row['admin enabled'] === 'True' ? { adminUserEnabled: true } : {}),
  }));
  return rows.length > 0 ? rows : undefined;
}

function filled(name: string, value: string | undefined): Settings {
  return value === undefined || value === '' ? {} : { [name]: value };
}

function policyOf(name: string, json: unknown): Settings | undefined {
  return isRecord(json) && typeof json.status === 'string' ? { policies: { [name]: json } } : undefined;
}

/** Whoever gets credentials has an admin user; who has none is told how to switch it on. Nothing else is read. */
function adminUserOf({ json, text, commandLine = '' }: Output): Settings | undefined {
  if (/--admin-enabled true' to enable admin first/.test(text)) return { adminUserEnabled: false };
  if (isRecord(json) && typeof json.username === 'string') return { adminUserEnabled: true };
  const isName =
    optionOf(commandLine, '--query') === 'username' && /^[a-zA-Z0-9]{5,50}\s{0,4}$/.test(text.trim());
  return isName ? { adminUserEnabled: true } : undefined;
}

function encryptionOf(output: Output): Settings | undefined {
  const shown = unprojected(output);
  return isRecord(shown) && ('status' in shown || 'keyVaultProperties' in shown)
    ? { encryption: shown }
    : undefined;
}

/** Without dedicated data endpoints, layers come from storage, whose hosts stand there in their place. */
function endpointsOf({ json }: Output): Settings | undefined {
  if (!isRecord(json) || !Array.isArray(json.dataEndpoints)) return undefined;
  const hosts = (json.dataEndpoints as unknown[]).flatMap((one) =>
    isRecord(one) && typeof one.endpoint === 'string' ? [one.endpoint] : [],
  );
  if (hosts.length === 0) return undefined;
  const isDedicated = hosts.every((host) => /\.data\.azurecr\./.test(host));
  const { loginServer } = json;
  return {
    ...(typeof loginServer === 'string' ? { loginServer } : {}),
    dataEndpointEnabled: isDedicated,
    dataEndpointHostNames: isDedicated ? hosts : [],
  };
}

/** Two outputs about one registry: the later one counts where both tell. */
function merged(one: Settings, other: Settings): Settings {
  const both = new Map(Object.entries(one));
  for (const [key, value] of Object.entries(other)) {
    const known = both.get(key);
    if (value !== null || known === undefined)
      both.set(key, isRecord(known) && isRecord(value) ? merged(known, value) : value);
  }
  return Object.fromEntries(both);
}
