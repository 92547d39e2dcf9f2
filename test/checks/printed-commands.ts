import type { Params } from '../../src/checks/check';
import { IN_CLUSTER, KUBELET_ID, shownCluster, shownPool } from './aks/cluster';
import { PULLED } from './look';
import { REGISTRY_ID, shownRegistry } from './printed';
import { EXPORT, GROUP, IMPORT } from './transfer/transferring';

/** One command as somebody runs it, and what it prints. */
export interface PrintedCommand {
  /** As it is told from others: `az acr show`. */
  command: string;
  /** With its options. */
  typed: string;
  printed: string;
  params: Params;
  /** `check#statement: holds` that the whole output tells, among others. */
  seen: Record<string, 'yes' | 'no'>;
  /** Whether the output tells by itself which command printed it. */
  isTelling: boolean;
}

const HOST = 'contosoprod7.azurecr.io';
const IMAGE = 'team-a/ingest-worker';
const DIGEST = `sha256:${'4ef8'.repeat(16)}`;
const TYPE = 'application/vnd.azure.artifact.streaming.v1';
const OCI = 'application/vnd.oci.image';
const json = (value: unknown) => JSON.stringify(value, null, 2);
const resource = (rest: string) => `${REGISTRY_ID}/${rest}`;
const APP_ID = `${GROUP}/rg-prod/providers/Microsoft.App/containerapps/ingest`;
const APP: Params = { app: 'ingest', registry: HOST, repository: 'team-a/ingest-api', tag: '2026.11.0' };
const APP_IMAGE = `${HOST}/team-a/ingest-api:2026.11.0`;
const pipeline = (way: 'export' | 'import', name: string, options: string[]) => ({
  id: resource(`${way}Pipelines/${name}`),
  identity: { principalId: '7b3f2c60-1d4e-4a8b-b925-c0e7f6a5d4b3', type: 'systemAssigned' },
  location: 'westeurope',
  name,
  options,
  provisioningState: 'Succeeded',
  [way === 'export' ? 'target' : 'source']: {
    keyVaultUri: `https://contoso-transfer.vault.azure.net/secrets/acr${way}sas`,
    storageAccessMode: 'SasToken',
    type: 'AzureStorageBlobContainer',
    uri: 'https://stcontosoxfer.blob.core.windows.net/transfer',
  },
  ...(way === 'import' ? { trigger: { sourceTrigger: { status: 'Enabled' } } } : {}),
});
const logLine = (time: string, msg: string) =>
  JSON.stringify({
    TimeStamp: `2026-11-20 ${time} +0000 UTC`,
    Type: 'Normal',
    ContainerAppName: 'ingest',
    RevisionName: 'ingest--r1',
    ReplicaName: 'ingest--r1-5d65b5999-nm2l2',
    Msg: msg,
    Reason: 'PulledImage',
    EventSource: 'ContainerAppController',
    Count: 1,
  });

const REGISTRY: PrintedCommand[] = [
  {
    command: 'az acr show',
    typed: 'az acr show --name contosoprod7 --resource-group rg-prod -o json',
    printed: json(shownRegistry({ publicNetworkAccess: 'Disabled' })),
    params: PULLED,
    seen: { 'registry/network#public-access-off': 'yes', 'registry/tier#not-premium': 'no' },
    isTelling: true,
  },
  {
    command: 'az acr manifest list-referrers',
    typed: `az acr manifest list-referrers --registry contosoprod7 --name ${IMAGE}:2026.11.3 --artifact-type ${TYPE} -o json`,
    printed: json({
      manifests: [{ artifactType: TYPE, digest: DIGEST, mediaType: `${OCI}.manifest.v1+json`, size: 1403 }],
    }),
    params: PULLED,
    seen: { 'streaming/artifact#no-streaming-artifact': 'no' },
    isTelling: false,
  },
  {
    command: 'az acr manifest show',
    typed: `az acr manifest show --registry contosoprod7 --name ${IMAGE}:2026.11.3`,
    printed: json({
      schemaVersion: 2,
      mediaType: `${OCI}.index.v1+json`,
      manifests: [
        {
          mediaType: `${OCI}.manifest.v1+json`,
          digest: DIGEST,
          size: 1403,
          platform: { architecture: 'arm64', os: 'linux' },
        },
      ],
    }),
    params: { ...PULLED, platform: 'linux/amd64' },
    seen: { 'image/platforms#platform-missing': 'yes', 'image/exists#image-missing': 'no' },
    isTelling: false,
  },
  {
    command: 'az acr repository show',
    typed: `az acr repository show --name contosoprod7 --image ${IMAGE}:2026.11.3`,
    printed: json({
      changeableAttributes: {
        deleteEnabled: true,
        listEnabled: true,
        readEnabled: false,
        writeEnabled: true,
      },
      createdTime: '2026-11-17T08:00:00.0000000Z',
      digest: DIGEST,
      lastUpdateTime: '2026-11-17T08:00:00.0000000Z',
      name: '2026.11.3',
      signed: false,
    }),
    params: PULLED,
    seen: { 'image/exists#image-missing': 'no', 'image/locks#read-locked': 'yes' },
    isTelling: false,
  },
  {
    command: 'az acr artifact-streaming show',
    typed: `az acr artifact-streaming show --name contosoprod7 --repository ${IMAGE}`,
    printed: json({ convertPushedImages: false }),
    params: PULLED,
    seen: { 'streaming/repository#conversion-off': 'yes' },
    isTelling: false,
  },
  {
    command: 'az acr artifact-streaming operation show',
    typed: `az acr artifact-streaming operation show --name contosoprod7 --image ${IMAGE}:2026.11.3`,
    printed: json({
      details: 'IMAGE_NOT_RUNNABLE: The image is not runnable.',
      id: '2f0b7c1d-5a4e-4b3c-9d8e-7f6a5b4c3d2e',
      name: 'ArtifactStreamingConversion',
      progress: '0%',
      resource: `${IMAGE}@${DIGEST}`,
      status: 'Failed',
    }),
    params: PULLED,
    seen: { 'streaming/conversion#failed': 'yes', 'streaming/conversion#failed-image-not-runnable': 'yes' },
    isTelling: true,
  },
  {
    command: 'az acr credential show',
    typed: 'az acr credential show --name contosoprod7',
    printed: json({
      passwords: [
        { name: 'password', value: 'Xk7vQ2mB9nR4tY6uI8oP1aS3dF5gH7jK+ACRAbCd3f' },
        { name: 'password2', value: 'Zk7vQ2mB9nR4tY6uI8oP1aS3dF5gH7jK+ACRAbCd3f' },
      ],
      username: 'contosoprod7',
    }),
    params: PULLED,
    seen: { 'registry/admin-user#admin-off': 'no' },
    isTelling: false,
  },
  {
    command: 'az acr check-health',
    typed: 'az acr check-health --name contosoprod7 --yes',
    printed: `Docker daemon status: available
Docker version: 'Docker version 28.5.1, build e180ab8, platform linux/amd64'
Docker pull of 'mcr.microsoft.com/mcr/hello-world:latest' : OK
Azure CLI version: 2.88.0
DNS lookup to ${HOST} at IP 20.61.97.140 : OK
Challenge endpoint https://${HOST}/v2/ : OK
An error occurred: CONNECTIVITY_REFRESH_TOKEN_ERROR
Access to registry '${HOST}' was denied. Response code: 401. Please try running 'az login' again to refresh permissions.
Please refer to https://aka.ms/acr/health-check for more information.`,
    params: PULLED,
    seen: {
      'registry/check-health#refresh-token-refused': 'yes',
      'registry/check-health#name-not-resolved': 'no',
    },
    isTelling: true,
  },
];

const TRANSFER: PrintedCommand[] = [
  {
    command: 'az acr pipeline-run show',
    typed: 'az acr pipeline-run show --registry contosoprod7 --resource-group rg-prod --name outweek47',
    printed: json({
      id: resource('pipelineRuns/outweek47'),
      name: 'outweek47',
      provisioningState: 'Succeeded',
      request: {
        artifacts: [`${IMAGE}:2026.11.3`],
        pipelineResourceId: resource('exportPipelines/tolab'),
        target: { name: 'week47.tar.gz', type: 'AzureStorageBlob' },
      },
      response: { progress: { percentage: '20' }, startTime: '2026-11-20T10:00:00Z', status: 'Running' },
    }),
    params: EXPORT,
    seen: { 'transfer/pipeline-run#still-running': 'yes', 'transfer/pipeline-run#artifacts-over-50': 'no' },
    isTelling: true,
  },
  {
    command: 'az acr export-pipeline show',
    typed: 'az acr export-pipeline show --registry contosoprod7 --resource-group rg-prod --name tolab',
    printed: json(pipeline('export', 'tolab', ['ContinueOnErrors'])),
    params: EXPORT,
    seen: { 'transfer/pipeline-settings#without-overwrite-blobs': 'yes' },
    isTelling: true,
  },
  {
    command: 'az acr import-pipeline show',
    typed: 'az acr import-pipeline show --registry contosoprod7 --resource-group rg-prod --name fromlab',
    printed: json(pipeline('import', 'fromlab', ['OverwriteTags'])),
    params: IMPORT,
    seen: {
      'transfer/pipeline-settings#without-delete-blob': 'yes',
      'transfer/pipeline-settings#source-trigger-off': 'no',
    },
    isTelling: true,
  },
  {
    command: 'az keyvault show',
    typed: 'az keyvault show --name contoso-transfer --resource-group rg-transfer',
    printed: json({
      id: `${GROUP}/rg-transfer/providers/Microsoft.KeyVault/vaults/contoso-transfer`,
      location: 'westeurope',
      name: 'contoso-transfer',
      properties: {
        accessPolicies: [],
        enableRbacAuthorization: false,
        networkAcls: { bypass: 'None', defaultAction: 'Deny', ipRules: [], virtualNetworkRules: [] },
        provisioningState: 'Succeeded',
        publicNetworkAccess: 'Enabled',
        vaultUri: 'https://contoso-transfer.vault.azure.net/',
      },
      resourceGroup: 'rg-transfer',
      type: 'Microsoft.KeyVault/vaults',
    }),
    params: { ...EXPORT, keyVault: 'contoso-transfer' },
    seen: { 'transfer/vault#vault-closed': 'yes' },
    isTelling: true,
  },
  {
    command: 'az storage blob show',
    typed:
      'az storage blob show --account-name stcontosoxfer --container-name transfer --name week47.tar.gz --auth-mode login',
    printed: json({
      container: 'transfer',
      metadata: {},
      name: 'week47.tar.gz',
      properties: {
        blobType: 'BlockBlob',
        contentSettings: { contentMd5: null, contentType: 'application/octet-stream' },
        lastModified: '2026-01-02T10:00:00+00:00',
      },
      snapshot: null,
    }),
    params: { ...IMPORT, blob: 'week47.tar.gz' },
    seen: { 'transfer/blob#blob-missing': 'no', 'transfer/blob#md5-missing': 'yes' },
    isTelling: true,
  },
  {
    command: 'az deployment group show',
    typed: 'az deployment group show --resource-group rg-prod --name outweek47-template',
    printed: json({
      id: `${GROUP}/rg-prod/providers/Microsoft.Resources/deployments/outweek47-template`,
      location: null,
      name: 'outweek47-template',
      properties: {
        correlationId: '4c1d7e20-8b5a-4f93-a6c2-1e0d9b8a7f65',
        error: {
          code: 'DeploymentFailed',
          details: [{ code: 'ParentResourceNotFound', message: 'The parent resource is not there.' }],
          message: 'At least one resource deployment operation failed.',
        },
        mode: 'Incremental',
        provisioningState: 'Failed',
      },
      resourceGroup: 'rg-prod',
      type: 'Microsoft.Resources/deployments',
    }),
    params: { registry: HOST, deployment: 'outweek47-template' },
    seen: { 'transfer/deployment#deployment-failed': 'yes', 'transfer/deployment#resource-missing': 'yes' },
    isTelling: true,
  },
];

const APPS: PrintedCommand[] = [
  {
    command: 'az containerapp show',
    typed: 'az containerapp show --name ingest --resource-group rg-prod -o json',
    printed: json({
      id: APP_ID,
      identity: { type: 'None' },
      location: 'West Europe',
      name: 'ingest',
      properties: {
        configuration: {
          activeRevisionsMode: 'Single',
          registries: [
            {
              identity: '',
              passwordSecretRef: 'contosoprod7azurecrio-contosoprod7',
              server: HOST,
              username: 'contosoprod7',
            },
          ],
          secrets: [{ name: 'contosoprod7azurecrio-contosoprod7' }],
        },
        latestRevisionName: 'ingest--r1',
        provisioningState: 'Succeeded',
        template: { containers: [{ image: APP_IMAGE, name: 'ingest' }] },
      },
      resourceGroup: 'rg-prod',
      type: 'Microsoft.App/containerApps',
    }),
    params: APP,
    seen: {
      'container-apps/registry-entry#uses-password': 'yes',
      'container-apps/registry-entry#no-entry': 'no',
    },
    isTelling: true,
  },
  {
    command: 'az containerapp revision list',
    typed: 'az containerapp revision list --name ingest --resource-group rg-prod -o json',
    printed: json([
      {
        id: `${APP_ID}/revisions/ingest--r1`,
        name: 'ingest--r1',
        properties: {
          active: true,
          createdTime: '2026-11-20T08:00:00+00:00',
          healthState: 'Unhealthy',
          provisioningError: 'ErrorCode: [ErrImagePull]',
          provisioningState: 'Failed',
          replicas: 0,
          runningState: 'Failed',
          trafficWeight: 100,
        },
        type: 'Microsoft.App/containerApps/revisions',
      },
    ]),
    params: { ...APP, revision: 'ingest--r1' },
    seen: {
      'container-apps/revisions#provisioning-failed': 'yes',
      'container-apps/revisions#unhealthy': 'yes',
    },
    isTelling: true,
  },
  {
    command: 'az containerapp logs show',
    typed: 'az containerapp logs show --name ingest --resource-group rg-prod --type system --tail 50',
    printed: [
      logLine('08:15:00', `Failed to pull image '${APP_IMAGE}': 401 Unauthorized`),
      logLine('08:20:00', `Pulling image '${APP_IMAGE}'`),
      logLine('08:21:00', `Failed to pull image '${APP_IMAGE}': 401 Unauthorized`),
    ].join('\n'),
    params: APP,
    seen: { 'container-apps/system-log#pull-fails-still': 'yes' },
    isTelling: true,
  },
  {
    command: 'az monitor log-analytics query',
    typed:
      'az monitor log-analytics query --workspace 00000000-0000-4000-8000-000000000001 --analytics-query "ContainerAppSystemLogs_CL | top 50 by TimeGenerated" -o json',
    printed: json([
      {
        Log_s: `Failed to pull image "${APP_IMAGE}": 401 Unauthorized`,
        ReplicaName_s: 'ingest--r1-5d65b5999-nm2l2',
        RevisionName_s: 'ingest--r1',
        TableName: 'PrimaryResult',
        TimeGenerated: '2026-11-20T08:15:00.123Z',
      },
    ]),
    params: APP,
    seen: { 'container-apps/system-log#pull-fails-still': 'yes' },
    isTelling: true,
  },
];

const CLUSTER: PrintedCommand[] = [
  {
    command: 'az aks show',
    typed: 'az aks show --name aks-prod --resource-group rg-prod -o json',
    printed: json(shownCluster()),
    params: IN_CLUSTER,
    seen: {
      'aks/kubelet-identity#service-principal-cluster': 'no',
      'aks/kubelet-identity#no-kubelet-identity': 'no',
    },
    isTelling: true,
  },
  {
    command: 'az aks nodepool show',
    typed: 'az aks nodepool show --cluster-name aks-prod --resource-group rg-prod --name work',
    printed: json(
      shownPool('work', { streaming: false, nodeImage: 'AKSUbuntu-1804gen2containerd-202510.1.0' }),
    ),
    params: { ...IN_CLUSTER, node: 'aks-work-34567890-vmss00000a' },
    seen: { 'aks/node-os#ubuntu-too-old': 'yes', 'aks/pool-streaming#streaming-off': 'yes' },
    isTelling: true,
  },
  {
    command: 'az aks check-acr',
    typed: `az aks check-acr --name aks-prod --resource-group rg-prod --acr ${HOST}`,
    printed: `[2026-11-20T10:42:13Z] Checking host name resolution (${HOST}): SUCCEEDED
[2026-11-20T10:42:13Z] Canonical name for ACR (${HOST}): r0928weu-2.westeurope.cloudapp.azure.com.
[2026-11-20T10:42:13Z] ACR location: westeurope
[2026-11-20T10:42:13Z] Loading azure.json file from /etc/kubernetes/azure.json
[2026-11-20T10:42:13Z] Checking managed identity...
[2026-11-20T10:42:13Z] Kubelet managed identity client ID: 2c9d8e7f-1a0b-4c3d-8e4f-5a6b7c8d9e0f
[2026-11-20T10:42:13Z] Validating managed identity existance: SUCCEEDED
[2026-11-20T10:42:14Z] Validating image pull permission: FAILED
[2026-11-20T10:42:14Z] ACR ${HOST} rejected token exchange: ACR token exchange endpoint returned error status: 401. body:`,
    params: IN_CLUSTER,
    seen: { 'aks/check-acr#exchange-refused': 'yes', 'aks/check-acr#name-not-resolved': 'no' },
    isTelling: true,
  },
  {
    command: 'az role assignment list',
    typed: `az role assignment list --assignee ${KUBELET_ID} --scope ${REGISTRY_ID} --include-inherited --include-groups -o json`,
    printed: json([
      {
        condition: null,
        createdOn: '2026-03-25T10:00:00.000000+00:00',
        id: `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/0b1c`,
        principalId: KUBELET_ID,
        principalType: 'ServicePrincipal',
        roleDefinitionName: 'AcrDelete',
        scope: REGISTRY_ID,
      },
    ]),
    params: { ...PULLED, principalId: KUBELET_ID },
    seen: { 'registry/pull-role#no-pull-role': 'yes' },
    isTelling: false,
  },
  {
    command: 'kubectl version',
    typed: 'kubectl version',
    printed: 'Client Version: v1.33.1\nKustomize Version: v5.6.0\nServer Version: v1.24.9',
    params: IN_CLUSTER,
    seen: { 'aks/version#too-old': 'yes' },
    isTelling: true,
  },
  {
    command: 'kubectl get nodes',
    typed: 'kubectl get nodes -o wide',
    printed: `NAME                              STATUS   ROLES    AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION     CONTAINER-RUNTIME
aks-work-34567890-vmss00000a      Ready    <none>   9d    v1.24.9   10.30.0.4     <none>        Ubuntu 18.04.6 LTS   5.4.0-1109-azure   containerd://1.6.26
aks-work-34567890-vmss00000b      Ready    <none>   9d    v1.24.9   10.30.0.5     <none>        Ubuntu 18.04.6 LTS   5.4.0-1109-azure   containerd://1.6.26`,
    params: { ...IN_CLUSTER, node: 'aks-work-34567890-vmss00000a' },
    seen: { 'aks/version#too-old': 'yes', 'aks/node-os#ubuntu-too-old': 'yes' },
    isTelling: true,
  },
  {
    command: 'kubectl describe pod',
    typed: 'kubectl -n shop describe pod/web-5d9',
    printed: `Name:             web-5d9
Namespace:        shop
Node:             aks-work-34567890-vmss00000a/10.30.0.4
Containers:
  web:
    Image:          ${HOST}/${IMAGE}:2026.11.3
Events:
  Type    Reason   Age   From     Message
  ----    ------   ----  ----     -------
  Normal  Pulled   25m   kubelet  Successfully pulled image "${HOST}/${IMAGE}:1" in 20s
  Normal  Pulled   3m    kubelet  Successfully pulled image "${HOST}/${IMAGE}:2" in 62s`,
    params: IN_CLUSTER,
    seen: { 'aks/pull-times#not-faster-than-before': 'yes' },
    isTelling: true,
  },
  {
    command: 'kubectl get events',
    typed: 'kubectl get events --namespace shop --sort-by=.lastTimestamp',
    printed: `LAST SEEN   TYPE     REASON   OBJECT        MESSAGE
25m         Normal   Pulled   pod/web-5d9   Successfully pulled image "${HOST}/${IMAGE}:1" in 20s
3m          Normal   Pulled   pod/web-7c2   Successfully pulled image "${HOST}/${IMAGE}:2" in 62s`,
    params: IN_CLUSTER,
    seen: { 'aks/pull-times#not-faster-than-before': 'yes' },
    isTelling: true,
  },
  {
    command: 'kubectl get pod',
    typed: 'kubectl -n shop get pod/web-5d9 -o yaml',
    printed: `apiVersion: v1
kind: Pod
metadata:
  name: web-5d9
  namespace: shop
spec:
  containers:
  - image: ${HOST}/${IMAGE}:2026.11.3
    imagePullPolicy: IfNotPresent
    name: web
  imagePullSecrets:
  - name: acr-login
  nodeName: aks-work-34567890-vmss00000a
  restartPolicy: Always`,
    params: IN_CLUSTER,
    seen: { 'aks/pull-secret#pull-secret-used': 'yes' },
    isTelling: true,
  },
];

const MACHINE: PrintedCommand[] = [
  {
    command: 'az version',
    typed: 'az version -o json',
    printed: json({
      'azure-cli': '2.50.0',
      'azure-cli-core': '2.50.0',
      'azure-cli-telemetry': '1.1.0',
      extensions: {},
    }),
    params: PULLED,
    seen: { 'cli/version#without-streaming': 'yes' },
    isTelling: true,
  },
  {
    command: 'nslookup',
    typed: `nslookup ${HOST}`,
    printed: `Server:\t\t10.0.0.10\nAddress:\t10.0.0.10#53\n\n** server can't find ${HOST}: NXDOMAIN`,
    params: PULLED,
    seen: { 'registry/endpoint#name-not-found': 'yes' },
    isTelling: true,
  },
  {
    command: 'dig',
    typed: `dig ${HOST}`,
    printed: `; <<>> DiG 9.18.28-0ubuntu0.22.04.1-Ubuntu <<>> ${HOST}
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4711
;; flags: qr rd ra; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 1

;; QUESTION SECTION:
;${HOST}.\tIN\tA

;; ANSWER SECTION:
${HOST}.\t60\tIN\tCNAME\tcontosoprod7.privatelink.azurecr.io.
contosoprod7.privatelink.azurecr.io.\t10\tIN\tA\t10.1.0.5

;; Query time: 4 msec
;; SERVER: 10.0.0.10#53(10.0.0.10) (UDP)`,
    params: PULLED,
    seen: { 'registry/endpoint#private-address-only': 'yes', 'registry/endpoint#name-not-found': 'no' },
    isTelling: true,
  },
  {
    command: 'curl',
    typed: `curl -v https://${HOST}/v2/`,
    printed: `*   Trying 20.61.97.140:443...
* Connected to ${HOST} (20.61.97.140) port 443
> GET /v2/ HTTP/1.1
> Host: ${HOST}
> User-Agent: curl/8.5.0
> Accept: */*
>
< HTTP/1.1 503 Service Unavailable
< Server: AzureContainerRegistry
< Content-Length: 0
<
* Connection #0 to host ${HOST} left intact`,
    params: PULLED,
    seen: { 'registry/endpoint#server-error': 'yes' },
    isTelling: true,
  },
  {
    command: 'check-expansion.sh',
    typed: `./check-expansion.sh contosoprod7 ${IMAGE} 2026.11.3`,
    printed: `Checking https://${HOST}/mount/v1/${IMAGE}/_manifests/${DIGEST}\nStatus: 409\nTeleport: expanding layers`,
    params: { ...PULLED, failedAt: '2023-05-02T10:00:00.000Z' },
    seen: { 'teleport/expansion#still-expanding': 'yes' },
    isTelling: true,
  },
  {
    command: 'find-teleport-enabled-repositories.sh',
    typed: './find-teleport-enabled-repositories.sh contosoprod7',
    printed: `web -> Enabled\n${IMAGE} -> Disabled\n\nSummary:\nEnabled Repositories:\nweb\n`,
    params: { ...PULLED, failedAt: '2023-05-02T10:00:00.000Z' },
    seen: { 'teleport/expansion#repository-not-enabled': 'yes' },
    isTelling: true,
  },
];

/** One real-looking output of each command that people are asked to paste. */
export const PRINTED: readonly PrintedCommand[] = [...REGISTRY, ...TRANSFER, ...APPS, ...CLUSTER, ...MACHINE];
