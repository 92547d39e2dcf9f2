import { findResource } from '../../azure/find-resource';
import { mapRead, type Read } from '../../azure/reading';
import {
  getStorageAccount,
  hasContainer,
  READ_ACCOUNT,
  READ_CONTAINER,
  readShownAccount,
  type StorageAccount,
} from '../../azure/storage-account';
import { partsOfContainer, READ_PIPELINES, READ_RUNS, type Pipeline } from '../../azure/transfer';
import type { Facts } from '../../parse/facts';
import { hasKeys, type Output } from '../../parse/output/output';
import {
  defineCheck,
  either,
  judgeRead,
  no,
  notApplicable,
  notPasted,
  pasted,
  unknown,
  type Eyes,
  type Given,
  type Params,
  type Said,
} from '../check';
import { READ_REGISTRY } from '../registry/visible';
import { judgeRights, READ_ROLES, readRights, type HeldRights } from './held-rights';
import { namesOfPipeline, pipelineIn, readPipeline } from './pipeline';

interface Seen {
  pipeline: Read<Pipeline>;
  account: Read<StorageAccount>;
  container: Read<{ name: string; isThere: boolean }>;
  /** Roles of the pipeline's identity at the container; absent in the mode SasToken. */
  rights?: HeldRights;
}

const ofStorage = { vantage: 'configuration', about: 'host', changedBy: [] } as const;

export const storage = defineCheck<Seen, 'registry'>({
  id: 'transfer/storage',
  title: 'Storage account of the transfer pipeline',
  statements: {
    'network-closed': { says: 'The storage account does not let in every network', ...ofStorage },
    'shared-key-off': { says: 'The account takes no SAS token that an account key signed', ...ofStorage },
    'container-missing': { says: 'The container of the pipeline does not exist', ...ofStorage },
    'identity-without-blob-role': {
      says: "In the mode ManagedIdentity, the pipeline's identity has no role for blobs",
      ...ofStorage,
    },
  },
  needs: ['registry'],
  uses: [
    'direction',
    'exportPipeline',
    'importPipeline',
    'pipelineRun',
    'storageAccount',
    'storageContainer',
    'sas',
  ],
  permissions: [
    ...[READ_REGISTRY, ...READ_PIPELINES, READ_RUNS],
    ...[READ_ACCOUNT, READ_CONTAINER, ...READ_ROLES],
  ],
  unverified: [
    'That a pipeline passes no network rule of a storage account stands in issues, not on a page.',
    'The code ContainerNotFound of Azure Resource Manager for a missing container.',
    'Which blob actions a pipeline uses: read is asked of an import, write of an export; adding and deleting are not.',
  ],
  collect: lookFor,
  read: readOutputs,
  teaches: ['storageAccount', 'storageContainer'],
  judge: ({ pipeline, account, container, rights }, params) => [
    ...judgeRead(account, ['network-closed', 'shared-key-off'], (found) => [
      judgeNetwork(found),
      judgeSharedKey(found, pipeline, params),
    ]),
    ...judgeRead(container, ['container-missing'], ({ name, isThere }) => [
      either('container-missing', !isThere, `container ${name} is ${isThere ? '' : 'not '}there`),
    ]),
    judgeRole(pipeline, rights),
  ],
  learn: ({ pipeline, account }): Facts => ({
    ...namesOfPipeline(pipeline),
    ...namesOfAccount(account),
    ...(pipeline.ok && isManaged(pipeline.value) && pipeline.value.principals[0]
      ? { principalId: pipeline.value.principals[0] }
      : {}),
  }),
});

function isManaged({ mode }: Pipeline): boolean {
  return mode.toLowerCase() === 'managedidentity';
}

function namesOfAccount(account: Read<StorageAccount>): Facts {
  if (!account.ok) return {};
  const { id, name } = account.value;
  const group = id.split('/')[4];
  return { storageAccount: name, storageAccountId: id, ...(group ? { storageResourceGroup: group } : {}) };
}

const NOT_KNOWN: Read<never> = {
  ok: false,
  unreadable: { reason: 'not-found', saw: 'not known: the storage account and container of the transfer' },
};

async function lookFor(eyes: Eyes, params: Given<'registry'>): Promise<Seen> {
  const pipeline = await readPipeline(eyes, params);
  const { account: name, container: inside } = placeOf(pipeline, params);
  if (name === undefined)
    return { pipeline, account: pipeline.ok ? NOT_KNOWN : pipeline, container: NOT_KNOWN };
  const id = await findResource(eyes.azure, 'microsoft.storage/storageaccounts', name);
  if (!id.ok) return { pipeline, account: id, container: id };
  const [account, isThere, rights] = await Promise.all([
    getStorageAccount(eyes.azure, id.value),
    inside === undefined ? NOT_KNOWN : hasContainer(eyes.azure, id.value, inside),
    rightsAt(eyes, pipeline, `${id.value}/blobServices/default/containers/${inside ?? ''}`),
  ]);
  const container = mapRead(isThere, (found) => ({ name: inside ?? '', isThere: found }));
  return { pipeline, account, container, ...(rights ? { rights } : {}) };
}

/** What the pipeline says goes before what a text names. */
function placeOf(pipeline: Read<Pipeline>, { storageAccount, storageContainer }: Params) {
  const own =
    pipeline.ok && pipeline.value.container ? partsOfContainer(pipeline.value.container) : undefined;
  return own ?? { account: storageAccount, container: storageContainer };
}

async function rightsAt(
  eyes: Eyes,
  pipeline: Read<Pipeline>,
  scope: string,
): Promise<HeldRights | undefined> {
  const [principal] = pipeline.ok ? pipeline.value.principals : [];
  if (!pipeline.ok || !isManaged(pipeline.value) || principal === undefined) return undefined;
  return readRights(eyes.azure, scope, principal);
}

function readOutputs(outputs: readonly Output[], params: Params): Seen | undefined {
  const pipeline = pipelineIn(outputs, params) ?? notPasted;
  const own =
    pipeline.ok && pipeline.value.container ? partsOfContainer(pipeline.value.container) : undefined;
  const account = accountIn(outputs, own?.account ?? params.storageAccount);
  const container = containerIn(outputs, own?.container ?? params.storageContainer);
  if (!account && !container) return undefined;
  return { pipeline, account: account ?? notPasted, container: container ?? notPasted };
}

function accountIn(outputs: readonly Output[], wanted: string | undefined): Read<StorageAccount> | undefined {
  for (const { command, json } of outputs) {
    const found = command === 'az storage account show' ? readShownAccount(json) : undefined;
    if (found && (wanted === undefined || wanted.toLowerCase() === found.name.toLowerCase()))
      return pasted(found);
  }
  return undefined;
}

/** `az storage container exists` prints no names, so the command line must say which container was meant. */
function containerIn(outputs: readonly Output[], wanted: string | undefined): Seen['container'] | undefined {
  for (const { command, commandLine = '', json } of outputs) {
    if (command !== 'az storage container exists' || !hasKeys(json, 'exists')) continue;
    const name = /\s(?:--name|-n)[\s=]["']?(?<name>[a-z0-9$-]{3,63})\b/.exec(commandLine)?.groups?.name;
    if (name === undefined || (wanted !== undefined && name !== wanted)) continue;
    if (typeof json.exists === 'boolean') return pasted({ name, isThere: json.exists });
  }
  return undefined;
}

function judgeNetwork({ name, publicNetworkAccess, defaultAction }: StorageAccount): Said {
  const statement = 'network-closed';
  const saw = `${name}: public access ${publicNetworkAccess ?? 'not told'}, default action ${defaultAction ?? 'not told'}`;
  const isClosed =
    publicNetworkAccess !== undefined &&
    ['disabled', 'securedbyperimeter'].includes(publicNetworkAccess.toLowerCase());
  if (isClosed || defaultAction?.toLowerCase() === 'deny') return either(statement, true, saw);
  // The answer leaves public access out where it was never set, which means Enabled.
  return defaultAction === undefined ? unknown(statement, saw) : no(statement, saw);
}

function judgeSharedKey(
  { name, sharedKey }: StorageAccount,
  pipeline: Read<Pipeline>,
  { sas }: Params,
): Said {
  const statement = 'shared-key-off';
  if (pipeline.ok && isManaged(pipeline.value))
    return notApplicable(
      statement,
      `${pipeline.value.name} works in the mode ManagedIdentity, without a SAS token`,
    );
  if (sas?.skoid !== undefined)
    return notApplicable(statement, 'the token is a user delegation SAS, which no account key signs');
  const saw = `${name}: allowSharedKeyAccess is ${sharedKey === undefined ? 'not set, which means allowed' : String(sharedKey)}`;
  return either(statement, sharedKey === false, saw);
}

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const RIGHTS = {
  export: [{ action: `${BLOBS}/write`, isData: true }],
  import: [{ action: `${BLOBS}/read`, isData: true }],
} as const;

function judgeRole(pipeline: Read<Pipeline>, rights: HeldRights | undefined): Said {
  const statement = 'identity-without-blob-role';
  if (!pipeline.ok) return unknown(statement, pipeline.unreadable.saw, pipeline.unreadable.permission);
  const { name, direction, principals } = pipeline.value;
  if (!isManaged(pipeline.value))
    return notApplicable(
      statement,
      `${name} works with a SAS token, so no role of its identity counts for blobs`,
    );
  const [principal] = principals;
  if (principal === undefined || principals.length > 1)
    return unknown(
      statement,
      `the pipeline ${name} has ${principals.length} identities; which counts is not told`,
    );
  if (!rights) return unknown(statement, 'the roles at the storage account were not read');
  const who = `identity ${principal.slice(0, 8)}... of pipeline ${name}`;
  const may = direction === 'export' ? 'write blobs' : 'read blobs';
  return judgeRights(statement, rights, RIGHTS[direction], { who, may, where: 'in the container' });
}
