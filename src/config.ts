import { join } from 'node:path';
import { readSignIn, type SignInSettings } from './config-sign-in';
import { readTelemetry, type TelemetrySettings } from './config-telemetry';
import { readTrust, type TrustSettings } from './config-trust';

/** How the bot's requests are authenticated: a Bot Framework registration of this kind. */
export interface Registration {
  appId: string;
  appType: 'SingleTenant' | 'UserAssignedMsi';
  tenantId: string;
  /** Absent for UserAssignedMsi. */
  password?: string;
}

/** Settings of a process. This file alone reads `process.env`. */
export interface Config {
  /** Folders of a company's own entries, merged over the built-in ones (`ACR_DOCTOR_KNOWLEDGE`, path-separated). */
  knowledgeFolders: string[];
  /** Where the service keeps its cases, jobs and watches (`ACR_DOCTOR_STORE`). */
  storeFolder: string;
  /** Whether colours are unwanted (`NO_COLOR`, see no-color.org). */
  noColor: boolean;
  /** With whose rights the command line asks Azure: an application's (`AZURE_*`), or whoever did `az login`. */
  azure?: { tenantId: string; clientId: string; clientSecret: string };
}

/** Settings of the service. Local mode has no registration: it listens on loopback only and asks nobody who they are. */
export interface ServiceConfig extends Config, TrustSettings, SignInSettings {
  mode: 'local' | 'teams';
  host: string;
  port: number;
  registration?: Registration;
  /** A Blob container, `https://<account>.blob.core.windows.net/<container>`: the store in place of the folder. */
  storeContainer?: string;
  /** In local mode, the scenario whose simulated tenant live checks look at: a name or a YAML file. */
  scenario: string;
  /** Who may run which live checks (`ACR_DOCTOR_POLICY`), a YAML or JSON file. Absent in Teams mode: nobody with the bot's identity. */
  policyFile?: string;
  /** In local mode, a further connector that may be answered: the Agents Playground's. */
  playground?: string;
  logLevel: string;
  /** Where traces and metrics go; absent: nowhere, and nothing of it is loaded. */
  telemetry?: TelemetrySettings;
}

/** Settings that cannot work. All of them at once, each with what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(`The settings have ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.join('\n')}`);
  }
}

type Env = Partial<Record<string, string>>;

export function readConfig(env: Env = process.env): Config {
  const separator = process.platform === 'win32' ? ';' : ':';
  return {
    knowledgeFolders: (env.ACR_DOCTOR_KNOWLEDGE ?? '').split(separator).filter((folder) => folder !== ''),
    storeFolder: env.ACR_DOCTOR_STORE ?? join('.acr-doctor', 'store'),
    noColor: (env.NO_COLOR ?? '') !== '',
    ...readApplication(env),
  };
}

/** The names that Azure's own tools use. */
function readApplication(env: Env): Pick<Config, 'azure'> {
  const { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret } = env;
  return tenantId && clientId && clientSecret ? { azure: { tenantId, clientId, clientSecret } } : {};
}

/**
 * Settings of the service. Without any, local mode; with `NODE_ENV=production` or an app id, Teams.
 * @throws ConfigError listing every fault. An empty app id would switch authentication off, so it refuses to start.
 */
export function readServiceConfig(env: Env = process.env): ServiceConfig {
  const faults: string[] = [];
  const mode = readMode(env, faults);
  const registration = mode === 'teams' ? readRegistration(env, faults) : undefined;
  const playground = readPlayground(env, mode, faults);
  const config: ServiceConfig = {
    ...readConfig(env),
    mode,
    host: readHost(env, mode),
    port: readPort(env, faults),
    ...readStore(env, mode, faults),
    scenario: env.ACR_DOCTOR_TENANT ?? 'practice',
    logLevel: env.LOG_LEVEL ?? (mode === 'local' ? 'warn' : 'info'),
    ...(registration ? { registration } : {}),
    ...(playground ? { playground } : {}),
    ...(env.ACR_DOCTOR_POLICY ? { policyFile: env.ACR_DOCTOR_POLICY } : {}),
    ...readTelemetry(env, faults),
    ...readSignIn(env, { mode, registration }, faults),
    ...readTrust(env, registration?.tenantId, faults),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** Local mode asks nobody who they are, so it is for this machine only. */
function readHost(env: Env, mode: ServiceConfig['mode']): string {
  return mode === 'local' ? '127.0.0.1' : (env.HOST ?? '0.0.0.0');
}

function readMode(env: Env, faults: string[]): ServiceConfig['mode'] {
  const isProduction = env.NODE_ENV === 'production';
  const asked = env.ACR_DOCTOR_MODE ?? (isProduction || env.MicrosoftAppId ? 'teams' : 'local');
  if (asked !== 'local' && asked !== 'teams') {
    faults.push(`ACR_DOCTOR_MODE is '${asked}'. Set it to local or teams.`);
    return 'teams';
  }
  if (asked === 'local' && isProduction) {
    faults.push(
      'ACR_DOCTOR_MODE is local while NODE_ENV is production. Local mode asks nobody who they are and answers from a simulated tenant: unset one of the two.',
    );
  }
  return asked;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Each setting of the registration: what it must be, and what to say when it is not. */
const REGISTRATION_RULES: readonly {
  name: string;
  holds: (value: string, env: Env) => boolean;
  toDo: string;
}[] = [
  {
    name: 'MicrosoftAppId',
    holds: (value) => GUID.test(value),
    toDo: "Set it to the bot's app id, a GUID; without it nobody would be authenticated.",
  },
  {
    name: 'MicrosoftAppType',
    holds: isAppType,
    toDo: 'Set it to SingleTenant or UserAssignedMsi, as the Azure Bot resource says.',
  },
  {
    name: 'MicrosoftAppTenantId',
    holds: (value) => GUID.test(value),
    toDo: "Set it to the tenant of the bot's app registration, a GUID.",
  },
  {
    name: 'MicrosoftAppPassword',
    holds: (value, env) => value !== '' || env.MicrosoftAppType !== 'SingleTenant',
    toDo: 'A SingleTenant bot needs its client secret.',
  },
];

function isAppType(value: string | undefined): value is Registration['appType'] {
  return value === 'SingleTenant' || value === 'UserAssignedMsi';
}

function readRegistration(env: Env, faults: string[]): Registration | undefined {
  const broken = REGISTRATION_RULES.filter(({ name, holds }) => !holds(env[name] ?? '', env));
  // The value of a password never stands in a message.
  for (const { name, toDo } of broken) {
    faults.push(
      name === 'MicrosoftAppPassword'
        ? `${name} is empty. ${toDo}`
        : `${name} is '${env[name] ?? ''}'. ${toDo}`,
    );
  }
  const { MicrosoftAppId: appId = '', MicrosoftAppTenantId: tenantId = '', MicrosoftAppType: appType } = env;
  if (broken.length > 0 || !isAppType(appType)) return undefined;
  const password = appType === 'SingleTenant' ? env.MicrosoftAppPassword : undefined;
  return { appId, appType, tenantId, ...(password ? { password } : {}) };
}

/** What the Teams app package says of the bot and of who runs it. */
export interface PackageSettings {
  /** The bot's app id, a GUID. */
  botId: string;
  developer: { name: string; websiteUrl: string; privacyUrl: string; termsOfUseUrl: string };
  /** Hosts that pages of the app may be loaded from, beside the token service's. */
  domains: string[];
}

/** Limits: schema 1.29 of the Teams app manifest. Addresses must be https, which the schema leaves open. */
const PACKAGE_RULES = [
  {
    name: 'MicrosoftAppId',
    holds: (value: string) => GUID.test(value),
    toDo: "Set it to the bot's app id, a GUID.",
  },
  {
    name: 'ACR_DOCTOR_DEVELOPER',
    holds: (value: string) => value.trim() !== '' && value.length <= 32,
    toDo: 'Set it to the name of who runs the bot, at most 32 characters.',
  },
  { name: 'ACR_DOCTOR_WEBSITE', holds: isHttps, toDo: 'Set it to the https address of a page with support.' },
  {
    name: 'ACR_DOCTOR_PRIVACY',
    holds: isHttps,
    toDo: 'Set it to the https address of your privacy statement.',
  },
  { name: 'ACR_DOCTOR_TERMS', holds: isHttps, toDo: 'Set it to the https address of your terms of use.' },
  {
    name: 'ACR_DOCTOR_DOMAINS',
    holds: (value: string) => domainsIn(value).length <= 99 && domainsIn(value).every(isDomain),
    toDo: 'Set it to host names without https://, separated by commas, or leave it out.',
  },
] as const;

/**
 * Settings of `npm run package`.
 * @throws ConfigError listing every fault.
 */
export function readPackageSettings(env: Env = process.env): PackageSettings {
  const valueOf = (name: (typeof PACKAGE_RULES)[number]['name']) => env[name] ?? '';
  const broken = PACKAGE_RULES.filter(({ name, holds }) => !holds(valueOf(name)));
  if (broken.length > 0)
    throw new ConfigError(broken.map(({ name, toDo }) => `${name} is '${valueOf(name)}'. ${toDo}`));
  return {
    botId: valueOf('MicrosoftAppId').toLowerCase(),
    developer: {
      name: valueOf('ACR_DOCTOR_DEVELOPER').trim(),
      websiteUrl: valueOf('ACR_DOCTOR_WEBSITE'),
      privacyUrl: valueOf('ACR_DOCTOR_PRIVACY'),
      termsOfUseUrl: valueOf('ACR_DOCTOR_TERMS'),
    },
    domains: domainsIn(valueOf('ACR_DOCTOR_DOMAINS')),
  };
}

function isHttps(value: string): boolean {
  return URL.canParse(value) && new URL(value).protocol === 'https:' && value.length <= 2048;
}

function domainsIn(value: string): string[] {
  return value
    .split(',')
    .map((domain) => domain.trim().toLowerCase())
    .filter((domain) => domain !== '');
}

/** A host, or all hosts one label below it (`*.contoso.com`); never all of a top-level domain. */
function isDomain(domain: string): boolean {
  const host = domain.replace(/^\*\./, '');
  return /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/.test(host) && host.length <= 253;
}

const CONTAINER_ADDRESS = 'https://<account>.blob.core.windows.net/<container>';
/** Names of accounts and containers. Source: "Naming and referencing containers, blobs, and metadata". */
const CONTAINER =
  /^https:\/\/[a-z0-9]{3,24}\.blob\.core\.windows\.net\/(?=[a-z0-9-]{3,63}\/?$)[a-z0-9]+(?:-[a-z0-9]+)*\/?$/;

function readStore(
  env: Env,
  mode: ServiceConfig['mode'],
  faults: string[],
): Pick<ServiceConfig, 'storeFolder' | 'storeContainer'> {
  const storeContainer = readContainer(env, mode, faults);
  const storeFolder = join('.acr-doctor', 'store');
  return storeContainer === undefined
    ? { storeFolder: env.ACR_DOCTOR_STORE ?? storeFolder }
    : { storeFolder, storeContainer };
}

/** The Blob container that is the store; undefined when a folder is. A value with a secret never stands in a message. */
function readContainer(env: Env, mode: ServiceConfig['mode'], faults: string[]): string | undefined {
  const value = env.ACR_DOCTOR_STORE ?? '';
  if (/(?:AccountKey|SharedAccessSignature|sig)=|^https?:\/\/[^/]*@/i.test(value)) {
    faults.push(
      `ACR_DOCTOR_STORE holds a key or a token. Give the address alone, ${CONTAINER_ADDRESS}: the bot signs in with its own identity.`,
    );
    return undefined;
  }
  if (!/^[a-z][a-z0-9+.-]+:\/\/|\.blob\.core\./i.test(value)) return undefined;
  if (!CONTAINER.test(value))
    faults.push(`ACR_DOCTOR_STORE is '${value}'. Set it to a folder, or to ${CONTAINER_ADDRESS}.`);
  else if (mode === 'local')
    faults.push(
      `ACR_DOCTOR_STORE is '${value}'. Local mode has no identity to sign in with: set it to a folder, or unset it.`,
    );
  return value.replace(/\/$/, '');
}

function readPlayground(env: Env, mode: ServiceConfig['mode'], faults: string[]): string | undefined {
  const address = env.ACR_DOCTOR_PLAYGROUND;
  if (!address) return undefined;
  const isLoopback =
    URL.canParse(address) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname);
  if (mode === 'teams' || !isLoopback) {
    faults.push(
      `ACR_DOCTOR_PLAYGROUND is '${address}'. It works in local mode only, with an address on this machine like http://localhost:56150/_connector.`,
    );
  }
  return address;
}

function readPort(env: Env, faults: string[]): number {
  const port = Number(env.PORT ?? 3978);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    faults.push(`PORT is '${env.PORT ?? ''}'. Set it to a number from 0 to 65535.`);
  return port;
}
