import { majority, mentionsOf, type Facts, type Mention } from '../facts';

/** ACR login servers of the public cloud and of Azure in China, US Government and (closed) Germany. */
const LABEL = String.raw`[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?`;
export const LOGIN_SERVER = new RegExp(
  String.raw`(?<![\w.-])(?<value>(?:${LABEL}\.){1,5}azurecr\.(?:io|cn|us|de))(?![\w-])`,
  'gi',
);
/** Spellings people really type in place of azurecr.io. */
const MISTYPED =
  /(?<![\w-])(?<value>(?:[a-z0-9-]{1,63}|\])\.(?:azureacr\.io|azurecr\.com|azurecr\.net|azurercr\.io|azurecr\.azure\.com|acr\.io))\b/gi;

/** Every mention of a registry host, reduced to the registry's login server. */
export function registryMentions(text: string): Mention[] {
  return mentionsOf(text, LOGIN_SERVER).map((mention) => ({ ...mention, value: loginServer(mention.value) }));
}

/**
 * `name.azurecr.io` of any host of that registry: its regional endpoint (`name.eastus2.geo.azurecr.io`), data
 * endpoint (`name.eastus2.data.azurecr.io`) or private link name (`name.privatelink.azurecr.io`).
 */
export function loginServer(host: string): string {
  const labels = host.toLowerCase().split('.');
  return [labels[0], ...labels.slice(-2)].join('.');
}

export function extractRegistry(text: string): Facts {
  const registry = majority(registryMentions(text));
  const doubled = mentionsOf(text, LOGIN_SERVER).find(({ value }) => /azurecr\.\w+\.azurecr\./i.test(value));
  const badHost = doubled?.value ?? mentionsOf(text, MISTYPED)[0]?.value;
  return { ...(registry ? { registry } : {}), ...(badHost ? { badHost } : {}) };
}
