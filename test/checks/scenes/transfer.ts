import type { Params } from '../../../src/checks/check';
import type { SasFields } from '../../../src/parse/facts';
import { EXPORT, IMPORT, REGISTRY, transferring } from '../transfer/transferring';
import { holding, type Changes } from '../transfer/storing';
import type { Scene } from './scene';

const DAY = 86_400_000;
const day = (days: number) => new Date(Date.now() + days * DAY).toISOString();

/** A healthy token of the container, with other fields. */
function token(changes: SasFields = {}): SasFields {
  return { sv: '2022-11-02', sr: 'c', sp: 'rl', st: day(-30), se: day(30), spr: 'https', ...changes };
}

const withToken = (changes: SasFields, params: Params = IMPORT): Params => ({
  ...params,
  sas: token(changes),
});
const options = (pipeline: string, set: string[]) =>
  transferring({ pipelines: { [pipeline]: { options: set } } });
const run = (name: string, changes: object) => transferring({ pipelineRuns: { [name]: changes } });
const account = (changes: object, more: object = {}) =>
  transferring({ storageAccounts: { stcontosoxfer: changes }, ...more });
const blob = (changes: object | null) => account({ containers: { transfer: { 'week47.tar.gz': changes } } });

const RUN =
  '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7/pipelineRuns/outweek47';

function deployed(code: string): Scene {
  const operations = { run: { target: RUN, state: 'Failed', code } };
  const deployment = { state: 'Failed', code: 'DeploymentFailed', operations };
  return {
    scenario: transferring({ deployments: { 'outweek47-template': deployment } }),
    params: { registry: REGISTRY, deployment: 'outweek47-template' },
    also: ['transfer/deployment#inner-error'],
  };
}

/** The token in the vault of the import pipeline, with leave to read it. */
const stored = (changes: Changes, also: string[] = []): Scene => ({
  scenario: holding(changes),
  params: IMPORT,
  mayRevealSecrets: true,
  also: also.map((statement) => (statement.includes('#') ? statement : `transfer/stored-sas#${statement}`)),
});

const STORED_SCENES: Record<string, Scene> = {
  'lacks-permission': stored({ fields: { sp: 'l' } }),
  'not-valid-now': stored({ token: { end: -7 } }),
  'account-scope': stored({ token: { kind: 'account' }, fields: { srt: 'o' } }),
  'ip-bound': stored({ fields: { sip: '203.0.113.7' } }),
  'lacks-delete': stored({ more: { pipelines: { fromlab: { options: ['DeleteSourceBlobOnSuccess'] } } } }, [
    'lacks-permission',
  ]),
  'lacks-list': stored({ fields: { sp: 'r' } }, ['lacks-permission']),
  'former-key': stored({ account: { key: 2, keyMadeAt: '-6d' } }),
  'other-or-altered': stored({ token: { container: 'elsewhere' } }),
  'no-token': stored({ secret: { value: 'no token at all' } }),
  'policy-gone': stored({ fields: { si: 'imports', sp: '', se: '' } }),
  'secret-disabled': stored({ secret: { enabled: false } }),
  'shared-key-refused': stored({ account: { allowSharedKeyAccess: false } }, [
    'transfer/storage#shared-key-off',
  ]),
  'container-missing': stored({ account: { containers: { transfer: null } } }, [
    'transfer/storage#container-missing',
  ]),
};

/** Scenes of the transfer checks, by `check#statement`. */
export const TRANSFER_SCENES: Record<string, Scene> = {
  ...Object.fromEntries(
    Object.entries(STORED_SCENES).map(([statement, scene]) => [`transfer/stored-sas#${statement}`, scene]),
  ),
  'transfer/sas#lacks-permission': { scenario: transferring({}), params: withToken({ sp: 'l' }) },
  'transfer/sas#not-valid-now': { scenario: transferring({}), params: withToken({ se: day(-7) }) },
  'transfer/sas#account-scope': {
    scenario: transferring({}),
    params: {
      ...IMPORT,
      sas: { sv: '2022-11-02', ss: 'b', srt: 'o', sp: 'rl', st: day(-9), se: day(9), spr: 'https' },
    },
  },
  'transfer/sas#ip-bound': { scenario: transferring({}), params: withToken({ sip: '203.0.113.7' }) },
  'transfer/sas#lacks-delete': {
    scenario: options('fromlab', ['DeleteSourceBlobOnSuccess']),
    params: withToken({}),
  },
  'transfer/sas#lacks-list': {
    scenario: transferring({}),
    params: withToken({ sp: 'r' }),
    also: ['transfer/sas#lacks-permission'],
  },
  'transfer/pipeline-settings#without-delete-blob': { scenario: transferring({}), params: IMPORT },
  'transfer/pipeline-settings#without-overwrite-blobs': {
    scenario: options('tolab', ['ContinueOnErrors']),
    params: EXPORT,
  },
  'transfer/pipeline-settings#source-trigger-off': {
    scenario: transferring({ pipelines: { fromlab: { trigger: 'Disabled' } } }),
    params: IMPORT,
  },
  'transfer/pipeline-run#not-succeeded': {
    scenario: transferring({
      pipelines: { fromlab: { options: ['DeleteSourceBlobOnSuccess'] } },
      pipelineRuns: { inweek47: { status: 'Failed', error: 'as the service says' } },
    }),
    params: IMPORT,
  },
  'transfer/pipeline-run#still-running': {
    scenario: run('outweek47', { status: 'Running', percent: '20', finishedAt: null }),
    params: EXPORT,
  },
  'transfer/pipeline-run#artifacts-over-50': {
    scenario: run('outweek47', {
      artifacts: Array.from({ length: 60 }, () => 'team-a/ingest-worker:2026.11.3'),
    }),
    params: EXPORT,
  },
  'transfer/pipeline-run#blob-name-differs': {
    scenario: transferring({
      pipelineRuns: { outweek47: { blob: 'Week47.tar.gz' } },
      storageAccounts: {
        stcontosoxfer: { containers: { transfer: { 'week47.tar.gz': null, 'Week47.tar.gz': {} } } },
      },
    }),
    params: IMPORT,
    also: ['transfer/blob#blob-missing'],
  },
  'transfer/artifacts#artifact-unknown': {
    scenario: run('outweek47', { artifacts: ['team-a/ingest-worker:2026.11.4'] }),
    params: EXPORT,
  },
  'transfer/artifacts#layer-over-8-gb': {
    scenario: transferring({
      registries: {
        contosoprod7: {
          repositories: { 'team-a/ingest-worker': { images: { november: { layers: [9_000_000_000] } } } },
        },
      },
    }),
    params: EXPORT,
    also: ['image/size#layer-over-8-gb'],
  },
  'transfer/blob#blob-missing': { scenario: blob(null), params: IMPORT },
  'transfer/blob#metadata-lost': { scenario: blob({ category: null }), params: IMPORT },
  'transfer/blob#md5-missing': { scenario: blob({ md5: null }), params: IMPORT },
  'transfer/blob#older-than-60-days': { scenario: blob({ modifiedAt: '-70d' }), params: IMPORT },
  'transfer/storage#container-missing': {
    scenario: account({ containers: { transfer: null } }),
    params: IMPORT,
  },
  'transfer/storage#network-closed': { scenario: account({ defaultAction: 'Deny' }), params: EXPORT },
  'transfer/storage#shared-key-off': { scenario: account({ allowSharedKeyAccess: false }), params: EXPORT },
  'transfer/storage#identity-without-blob-role': {
    scenario: transferring({
      pipelines: { tolab: { mode: 'ManagedIdentity', keyVault: null, options: ['OverwriteBlobs'] } },
    }),
    params: EXPORT,
  },
  'transfer/vault#identity-without-secret-get': {
    scenario: transferring({ keyVaults: { 'contoso-transfer': { policies: { 'transfer-out': ['list'] } } } }),
    params: EXPORT,
  },
  'transfer/vault#vault-closed': {
    scenario: transferring({ keyVaults: { 'contoso-transfer': { defaultAction: 'Deny', bypass: 'None' } } }),
    params: EXPORT,
  },
  'transfer/caller#no-transfer-right': {
    scenario: transferring({}),
    params: { registry: REGISTRY, callerId: '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718' },
  },
  'transfer/deployment#inner-error': deployed('SkuNotAvailable'),
  'transfer/deployment#template-refused': deployed('InvalidTemplate'),
  'transfer/deployment#resource-missing': deployed('ParentResourceNotFound'),
  'transfer/deployment#api-version-unknown': deployed('NoRegisteredProviderFound'),
};
