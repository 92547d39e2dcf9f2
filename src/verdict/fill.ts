import type { Parameters } from '../knowledge/schema';
import type { Facts } from '../parse/facts';

export type Shell = 'bash' | 'powershell';

/** Puts what the text named into a command's {placeholders}, quoted for the shell; the rest shows as `<name>`. */
export function fillCommand(command: string, facts: Facts, parameters: Parameters, shell: Shell): string {
  const values = valuesOf(facts);
  return command.replace(/(?<!\$)\{([a-zA-Z]+)\}/g, (whole, name: string) => {
    const parameter = parameters[name];
    if (!parameter) return whole;
    const value = values[name];
    return value === undefined ? parameter.shown : quote(value, shell);
  });
}

/** Parameter values by name, derived from the facts. */
export function valuesOf(facts: Facts): Record<string, string | undefined> {
  const { registry: loginServer, repository, tag, digest } = facts;
  const image = repository && (tag ? `${repository}:${tag}` : digest && `${repository}@${digest}`);
  return {
    loginServer,
    registry: loginServer?.split('.')[0],
    repository,
    tag,
    digest,
    image,
    imageRef: loginServer && image && `${loginServer}/${image}`,
    clientIp: facts.clientIp,
    registryId: facts.registryId,
    registryResourceGroup: facts.registryResourceGroup,
    principalId: facts.principalId,
    clientId: facts.clientId,
    pullSecret: facts.pullSecret,
    node: facts.node,
    dnsServer: facts.dnsServer,
    subscription: facts.subscription,
    cluster: facts.cluster,
    clusterResourceGroup: facts.clusterResourceGroup,
    nodeResourceGroup: facts.nodeResourceGroup,
    subnetId: facts.subnetId,
    pod: facts.pod,
    namespace: facts.namespace,
    app: facts.app,
    appResourceGroup: facts.appResourceGroup,
    environment: facts.environment,
    appSecret: facts.appSecret,
    identityId: facts.identityId,
    revision: facts.revision,
    replica: facts.replica,
    operationId: facts.operationId,
    exportPipeline: facts.exportPipeline,
    importPipeline: facts.importPipeline,
    pipelineRun: facts.pipelineRun,
    deployment: facts.deployment,
    storageAccount: facts.storageAccount,
    storageAccountId: facts.storageAccountId,
    storageResourceGroup: facts.storageResourceGroup,
    storageContainer: facts.storageContainer,
    blob: facts.blob,
    keyVault: facts.keyVault,
    keyVaultId: facts.keyVaultId,
    secret: facts.secret,
    secretUri: facts.secretUri,
  };
}

/** Characters no shell reads as anything but themselves. */
const PLAIN = /^[\w./:@=+-]+$/;

function quote(value: string, shell: Shell): string {
  if (PLAIN.test(value)) return value;
  return shell === 'bash' ? `'${value.replace(/'/g, `'\\''`)}'` : `'${value.replace(/'/g, "''")}'`;
}
