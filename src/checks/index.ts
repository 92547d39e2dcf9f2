import { architecture as aksArchitecture } from './aks/architecture';
import { attached as aksAttached } from './aks/attached';
import { checkAcr as aksCheckAcr } from './aks/check-acr';
import { kubeletIdentity as aksKubeletIdentity } from './aks/kubelet-identity';
import { nodeImage as aksNodeImage } from './aks/node-image';
import { nodeOs as aksNodeOs } from './aks/node-os';
import { poolStreaming as aksPoolStreaming } from './aks/pool-streaming';
import { pullSecret as aksPullSecret } from './aks/pull-secret';
import { pullTimes as aksPullTimes } from './aks/pull-times';
import { region as aksRegion } from './aks/region';
import { version as aksVersion } from './aks/version';
import type { AnyCheck } from './check';
import { version as cliVersion } from './cli/version';
import { environment as appEnvironment } from './container-apps/environment';
import { identity as appIdentity } from './container-apps/identity';
import { registryEntry as appRegistryEntry } from './container-apps/registry-entry';
import { revisions as appRevisions } from './container-apps/revisions';
import { secret as appSecret } from './container-apps/secret';
import { systemLog as appSystemLog } from './container-apps/system-log';
import { deleted as imageDeleted } from './image/deleted';
import { exists as imageExists } from './image/exists';
import { held as imageHeld } from './image/held';
import { locks as imageLocks } from './image/locks';
import { mediaType as imageMediaType } from './image/media-type';
import { platforms as imagePlatforms } from './image/platforms';
import { readable as imageReadable } from './image/readable';
import { size as imageSize } from './image/size';
import { tagMoved as imageTagMoved } from './image/tag-moved';
import { consumer as networkConsumer } from './network/consumer';
import { dnsServers as networkDnsServers } from './network/dns-servers';
import { nat as networkNat } from './network/nat';
import { outbound as networkOutbound } from './network/outbound';
import { peering as networkPeering } from './network/peering';
import { privateZone as networkPrivateZone } from './network/private-zone';
import { routeTable as networkRouteTable } from './network/route-table';
import { securityGroup as networkSecurityGroup } from './network/security-group';
import { pullRole as registryPullRole } from './registry/pull-role';
import { artifact as streamingArtifact } from './streaming/artifact';
import { conversion as streamingConversion } from './streaming/conversion';
import { prerequisites as streamingPrerequisites } from './streaming/prerequisites';
import { repository as streamingRepository } from './streaming/repository';
import { encryption as registryEncryption } from './registry/encryption';
import { endpoint as registryEndpoint } from './registry/endpoint';
import { exists as registryExists } from './registry/exists';
import { network as registryNetwork } from './registry/network';
import { adminUser as registryAdminUser } from './registry/admin-user';
import { anonymousPull as registryAnonymousPull } from './registry/anonymous-pull';
import { armTokens as registryArmTokens } from './registry/arm-tokens';
import { checkHealth as registryCheckHealth } from './registry/check-health';
import { changes as registryChanges } from './registry/changes';
import { exportPolicy as registryExportPolicy } from './registry/export-policy';
import { pulls as registryPulls } from './registry/pulls';
import { quarantine as registryQuarantine } from './registry/quarantine';
import { replicas as registryReplicas } from './registry/replicas';
import { retention as registryRetention } from './registry/retention';
import { roleMode as registryRoleMode } from './registry/role-mode';
import { softDelete as registrySoftDelete } from './registry/soft-delete';
import { tier as registryTier } from './registry/tier';
import { usage as registryUsage } from './registry/usage';
import { expansion as teleportExpansion } from './teleport/expansion';
import { artifacts as transferArtifacts } from './transfer/artifacts';
import { blob as transferBlob } from './transfer/blob';
import { caller as transferCaller } from './transfer/caller';
import { deployment as transferDeployment } from './transfer/deployment';
import { pipelineRun as transferPipelineRun } from './transfer/pipeline-run';
import { pipelineSettings as transferPipelineSettings } from './transfer/pipeline-settings';
import { storage as transferStorage } from './transfer/storage';
import { vault as transferVault } from './transfer/vault';
import { sas as transferSas } from './transfer/sas';
import { storedSas as transferStoredSas } from './transfer/stored-sas';

/** Every live check. test/checks/catalogue.test.ts compares this list with the files of this folder. */
export const CHECKS: readonly AnyCheck[] = [
  registryNetwork,
  registryAdminUser,
  registryAnonymousPull,
  registryArmTokens,
  registryChanges,
  registryExportPolicy,
  registryPulls,
  registryQuarantine,
  registryReplicas,
  registryRetention,
  registrySoftDelete,
  registryUsage,
  imageExists,
  imageDeleted,
  imageHeld,
  imageLocks,
  imageMediaType,
  imagePlatforms,
  imageReadable,
  imageSize,
  imageTagMoved,
  streamingArtifact,
  streamingConversion,
  streamingPrerequisites,
  streamingRepository,
  registryTier,
  registryEncryption,
  registryRoleMode,
  registryExists,
  registryEndpoint,
  registryPullRole,
  registryCheckHealth,
  cliVersion,
  teleportExpansion,
  aksArchitecture,
  aksAttached,
  aksCheckAcr,
  aksKubeletIdentity,
  aksNodeImage,
  aksNodeOs,
  aksPoolStreaming,
  aksPullSecret,
  aksPullTimes,
  aksRegion,
  aksVersion,
  appEnvironment,
  appIdentity,
  appRegistryEntry,
  appRevisions,
  appSecret,
  appSystemLog,
  networkConsumer,
  networkDnsServers,
  networkNat,
  networkOutbound,
  networkPeering,
  networkPrivateZone,
  networkRouteTable,
  networkSecurityGroup,
  transferArtifacts,
  transferBlob,
  transferCaller,
  transferDeployment,
  transferPipelineRun,
  transferPipelineSettings,
  transferStorage,
  transferVault,
  transferSas,
  transferStoredSas,
];
