/**
 * Every api-version this bot asks with, in one place. The official clients carry theirs inside; test/azure/
 * compares them with this list, so that an update of a client which moves to another version is noticed.
 */
export const API_VERSIONS = {
  /** arm-containerregistry 12. */
  registry: '2025-11-01',
  /** Soft delete is in no stable version (facts: azure-rest-api-specs, RegistryGet.json of this preview). */
  registryPreview: '2025-06-01-preview',
  /** arm-authorization 9. */
  authorization: '2022-04-01',
  /** arm-resourcegraph 5. */
  resourceGraph: '2024-04-01',
  activityLog: '2015-04-01',
  metrics: '2024-02-01',
  /** exportPipelines, importPipelines and pipelineRuns are in no stable version. */
  transfer: '2025-06-01-preview',
  keyVault: '2023-07-01',
  /** Of a vault's own address, not of Azure Resource Manager. */
  secrets: '7.4',
  storage: '2023-05-01',
  deployments: '2021-04-01',
  /** The first stable version that tells whether a node pool streams. */
  aks: '2026-04-01',
  compute: '2024-07-01',
  containerApps: '2025-07-01',
  network: '2024-05-01',
  privateDns: '2024-06-01',
  dnsResolver: '2022-07-01',
} as const;
