import { heldIn, look, sawIn } from '../look';
import { EXPORT, GROUP, heldInPaste, IMPORT, liveOf, REGISTRY, transferring } from './transferring';

const ID = 'transfer/pipeline-settings';

test('healthy export and import: each option is asked of the way it belongs to', async () => {
  expect(heldIn(await look(ID, 'healthy', EXPORT))).toEqual({
    'without-overwrite-blobs': 'no',
    'without-overwrite-tags': 'not-applicable',
    'without-delete-blob': 'not-applicable',
    'without-continue-on-errors': 'no',
    'source-trigger-off': 'not-applicable',
    'sas-mode': 'yes',
  });
  const imported = await look(ID, 'healthy', IMPORT);
  expect(heldIn(imported)).toEqual({
    'without-overwrite-blobs': 'not-applicable',
    'without-overwrite-tags': 'no',
    'without-delete-blob': 'yes',
    'without-continue-on-errors': 'no',
    'source-trigger-off': 'no',
    'sas-mode': 'yes',
  });
  expect(imported.learned).toMatchObject({
    direction: 'import',
    storageAccount: 'stcontosoxfer',
    storageContainer: 'transfer',
    keyVault: 'contoso-transfer',
    secret: 'acrimportsas',
  });
});

test.each([
  [
    'without-overwrite-blobs',
    { tolab: { options: ['ContinueOnErrors'] } },
    EXPORT,
    'export pipeline tolab: ContinueOnErrors',
  ],
  ['without-continue-on-errors', { tolab: { options: [] } }, EXPORT, 'export pipeline tolab: no options'],
  ['without-overwrite-tags', { fromlab: { options: [] } }, IMPORT, 'import pipeline fromlab: no options'],
  [
    'source-trigger-off',
    { fromlab: { trigger: 'Disabled' } },
    IMPORT,
    'the source trigger of fromlab is Disabled',
  ],
])('%s', async (statement, pipelines, params, saw) => {
  const report = await look(ID, transferring({ pipelines }), params);
  expect(heldIn(report)[statement]).toBe('yes');
  expect(sawIn(report, statement)).toBe(saw);
});

test('the options of an import say nothing of an export', async () => {
  const scenario = transferring({ pipelines: { tolab: { options: [] } } });
  expect(heldIn(await look(ID, scenario, IMPORT))['without-overwrite-blobs']).toBe('not-applicable');
});

test('managed identity in place of a token', async () => {
  const scenario = transferring({ pipelines: { tolab: { mode: 'ManagedIdentity' } } });
  expect(heldIn(await look(ID, scenario, EXPORT))['sas-mode']).toBe('no');
});

test('one of several pipelines is not guessed; the only one of its way is taken; the run names its own', async () => {
  const unsaid = await look(ID, 'healthy', { registry: REGISTRY });
  expect(new Set(Object.values(heldIn(unsaid)))).toEqual(new Set(['unknown']));
  expect(unsaid.judged[0]?.saw).toBe('not known which pipeline is meant: there are tolab, fromlab');
  const only = await look(ID, 'healthy', { registry: REGISTRY, direction: 'import' });
  expect(only.learned).toMatchObject({ importPipeline: 'fromlab' });
  const ofRun = await look(ID, 'healthy', { registry: REGISTRY, pipelineRun: 'outweek47' });
  expect(ofRun.learned).toMatchObject({ exportPipeline: 'tolab' });
});

test('a pipeline that is not there is unknown', async () => {
  const report = await look(ID, 'healthy', { registry: REGISTRY, exportPipeline: 'nowhere' });
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
});

test('refused: unknown, with the right that helps', async () => {
  const refused = { match: 'GET management.azure.com/*/exportPipelines/*', status: 403, body: {} };
  const { judged } = await look(ID, transferring({}, refused), EXPORT);
  expect(judged[0]).toMatchObject({
    holds: 'unknown',
    permission: 'Microsoft.ContainerRegistry/registries/exportPipelines/read',
  });
});

const id = (rest: string) =>
  `${GROUP}/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7/${rest}`;
/** As `az acr import-pipeline show` prints it: properties lifted up, empty parts as null. */
const SHOWN = {
  id: id('importPipelines/fromlab'),
  identity: {
    principalId: null,
    type: 'userAssigned',
    userAssignedIdentities: { '/x': { clientId: 'c', principalId: '7b3f2c60-1d4e-4a8b-b925-c0e7f6a5d4b3' } },
  },
  location: 'westeurope',
  name: 'fromlab',
  options: ['OverwriteTags', 'ContinueOnErrors'],
  provisioningState: 'Succeeded',
  source: {
    keyVaultUri: 'https://contoso-transfer.vault.azure.net/secrets/acrimportsas',
    storageAccessMode: 'SasToken',
    type: 'AzureStorageBlobContainer',
    uri: 'https://stcontosoxfer.blob.core.windows.net/transfer',
  },
  trigger: { sourceTrigger: { status: 'Enabled' } },
};

describe('pasted', () => {
  test.each([
    ['with its command line', `$ az acr import-pipeline show -r contosoprod7 -g rg-prod -n fromlab\n`],
    ['alone', ''],
  ])('%s: the same as live', async (_name, command) => {
    const told = heldInPaste(ID, command + JSON.stringify(SHOWN, null, 2), IMPORT);
    expect(told).toMatchObject({ 'without-delete-blob': 'yes', 'source-trigger-off': 'no' });
    expect(told).toEqual(await liveOf(ID, told, transferring({}), IMPORT));
  });

  test('null options are none, options that are missing are not told', () => {
    const none = heldInPaste(ID, JSON.stringify({ ...SHOWN, options: null }), IMPORT);
    expect(none['without-overwrite-tags']).toBe('yes');
    const missing: Partial<typeof SHOWN> = { ...SHOWN };
    delete missing.options;
    expect(heldInPaste(ID, JSON.stringify(missing), IMPORT)).not.toHaveProperty('without-overwrite-tags');
  });

  test("another pipeline's or registry's settings say nothing of this one", () => {
    const text = JSON.stringify(SHOWN);
    expect(heldInPaste(ID, text, { ...IMPORT, importPipeline: 'other' })).toEqual({});
    expect(heldInPaste(ID, text, { ...IMPORT, registry: 'fabrikamedge.azurecr.io' })).toEqual({});
    expect(heldInPaste(ID, text, EXPORT)).toEqual({});
  });
});
