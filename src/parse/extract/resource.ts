import { mentionsOf, type FactName, type Facts } from '../facts';

/** Azure and Kubernetes names that commands need, each from the form that names it unmistakably. */
const RESOURCES: Partial<Record<FactName, RegExp>> = {
  subscription: /\/subscriptions\/(?<value>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/gi,
  resourceGroup:
    /\/resourceGroups\/(?<value>[\w().-]{1,90})\/providers\/Microsoft\.(?:ContainerRegistry|App|ContainerService)\b/gi,
  cluster: /\/managedClusters\/(?<value>[\w-]{1,63})\b/gi,
  app: /(?:\/containerApps\/|"ContainerAppName(?:_s)?"\s{0,3}:\s{0,3}"|container app ')(?<value>[a-z][a-z0-9-]{1,31})\b/gi,
  revision:
    /(?:"RevisionName(?:_s)?"\s{0,3}:\s{0,3}"|\/revisions\/)(?<value>[a-z][a-z0-9-]{1,31}--[a-z0-9-]{1,32})\b/gi,
  replica: /"ReplicaName(?:_s)?"\s{0,3}:\s{0,3}"(?<value>[a-z][a-z0-9-]{1,80})"/gi,
  node: /(?:\bon node |\bnode\/|^Node:\s{1,20}|\b(?=aks-[a-z0-9]{1,12}-\d{8}-vmss))(?<value>[a-z0-9][a-z0-9.-]{1,100}[a-z0-9])/gim,
  pullSecret:
    /(?:imagePullSecrets["']?:\s{0,40}(?:-\s{1,4}|\[\{)["']?name["']?:\s{0,4}["']?|^Image Pull Secrets:\s{1,12})(?<value>[a-z0-9][a-z0-9.-]{0,251}[a-z0-9])/gim,
  platform:
    /(?:no matching manifest for |requested image's platform \()(?<value>(?:linux|windows)\/[a-z0-9]{1,12})/gi,
  pod: /\b(?:pod\/|pod="?(?:[a-z0-9-]{1,63}\/)?)(?<value>[a-z0-9][a-z0-9.-]{1,100}[a-z0-9])\b/gi,
  namespace:
    /(?:\bnamespace[=:]\s{0,3}"?|^Namespace:\s{1,12}|\bpod="?(?=[a-z0-9-]{1,63}\/))(?<value>[a-z0-9][a-z0-9-]{0,62})\b/gim,
};

export function extractResource(text: string): Facts {
  const found: [string, string][] = [];
  for (const [name, pattern] of Object.entries(RESOURCES)) {
    const value = mentionsOf(text, pattern)[0]?.value;
    if (value) found.push([name, value]);
  }
  return Object.fromEntries(found);
}
