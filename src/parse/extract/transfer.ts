import { majority, mentionsOf, type Facts } from '../facts';
import { extractRegistry } from './registry';

/** Storage and vault hosts appear in many texts; only beside these words are they those of a transfer. */
const TRANSFER =
  /\b(?:registries\/pipelineRuns|exportPipelines?|importPipelines?|pipelineRun\w{0,20}|(?:export|import|acr)[ -](?:pipeline|transfer)|pipeline-run)\b/i;

const NAMES = {
  exportPipeline: /(?<!registries\/)\bexportPipelines\/(?<value>[a-z0-9][a-z0-9-]{0,48}[a-z0-9])/gi,
  importPipeline: /(?<!registries\/)\bimportPipelines\/(?<value>[a-z0-9][a-z0-9-]{0,48}[a-z0-9])/gi,
  pipelineRun: /(?<!registries\/)\bpipelineRuns\/(?<value>[a-z0-9][a-z0-9-]{0,48}[a-z0-9])/gi,
  callerId:
    /\bobject id '(?<value>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})' does not have authorization to perform action '[^'\n]{0,80}\/(?:exportPipelines|importPipelines|pipelineRuns)\//gi,
  deployment: /\/Microsoft\.Resources\/deployments\/(?<value>[\w.()-]{1,64})/gi,
  storageAccount: /\bhttps:\/\/(?<value>[a-z0-9]{3,24})\.blob\.core\.[a-z.]{5,30}/gi,
  storageContainer:
    /\bhttps:\/\/[a-z0-9]{3,24}\.blob\.core\.[a-z.]{5,30}\/(?<value>\$root|[a-z0-9][a-z0-9-]{2,62})\b/gi,
  blob: /\bhttps:\/\/[a-z0-9]{3,24}\.blob\.core\.[a-z.]{5,30}\/[a-z0-9-]{3,63}\/(?<value>[^\s?"'<>\\]{1,200}[^\s?"'<>\\.,;:)])/gi,
  keyVault:
    /\b(?:https:\/\/)?(?<value>[a-z][a-z0-9-]{1,22}[a-z0-9])\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)/gi,
} as const;

/** What a text about ACR Transfer names: pipelines, run, vault and storage, and which way it goes. */
export function extractTransfer(text: string): Facts {
  if (!TRANSFER.test(text)) return {};
  const found = Object.entries(NAMES).flatMap(([name, pattern]) => {
    const value = majority(mentionsOf(text, pattern));
    return value === undefined ? [] : [[name, value] as const];
  });
  const direction = directionIn(text);
  const registry = registryIn(text);
  return {
    ...(Object.fromEntries(found) as Facts),
    ...(direction ? { direction } : {}),
    ...(registry ? { registry } : {}),
  };
}

const RESOURCE = /\/Microsoft\.ContainerRegistry\/registries\/(?<value>[a-z0-9]{5,50})(?![\w-])/gi;
const CLOUDS = [
  [/\.chinacloudapi\.cn\b|\.azure\.cn\b/, 'azurecr.cn'],
  [/\.usgovcloudapi\.net\b/, 'azurecr.us'],
] as const;

/**
 * The login server after the registry's resource name, where the text names none: a run and its template speak of
 * resources only. One with a domain name label has another login server, and is then not found under this one.
 */
function registryIn(text: string): string | undefined {
  if (extractRegistry(text).registry !== undefined) return undefined;
  const name = majority(mentionsOf(text, RESOURCE))?.toLowerCase();
  const suffix = CLOUDS.find(([host]) => host.test(text))?.[1] ?? 'azurecr.io';
  return name === undefined ? undefined : `${name}.${suffix}`;
}

/** Told only where the text speaks of one way and not of the other. */
function directionIn(text: string): Facts['direction'] {
  const isExport = /\bexportPipelines\/|\bexport-pipeline\b|\bexport (?:pipeline|run)\b/i.test(text);
  const isImport = /\bimportPipelines\/|\bimport-pipeline\b|\bimport (?:pipeline|run)\b/i.test(text);
  if (isExport === isImport) return undefined;
  return isExport ? 'export' : 'import';
}
