import { parse } from '../../src/parse/parse';

const ACR =
  '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups/rg-prod/providers/Microsoft.ContainerRegistry/registries/contoso';

test('pipeline, run, storage, vault and direction out of a run', () => {
  const text = `"pipelineResourceId": "${ACR}/importPipelines/fromlab", "id": "${ACR}/pipelineRuns/inweek47",
"uri": "https://stcontosoxfer.blob.core.windows.net/transfer/week47.tar.gz",
"keyVaultUri": "https://contoso-transfer.vault.azure.net/secrets/acrimportsas"`;
  expect(parse(text).facts).toMatchObject({
    direction: 'import',
    importPipeline: 'fromlab',
    pipelineRun: 'inweek47',
    storageAccount: 'stcontosoxfer',
    storageContainer: 'transfer',
    blob: 'week47.tar.gz',
    keyVault: 'contoso-transfer',
  });
});

test('a text of both ways tells no direction', () => {
  expect(parse('the export pipeline works, the import pipeline does not').facts.direction).toBeUndefined();
});

test('hosts of storage and vaults in other texts are not those of a transfer', () => {
  const link = 'Get "https://weumanaged47.blob.core.windows.net/1c2d//docker/x/data?sp=r": i/o timeout';
  expect(parse(link).facts).not.toHaveProperty('storageAccount');
  expect(parse('https://contoso-keys.vault.azure.net/keys/cmk was not found').facts).not.toHaveProperty(
    'keyVault',
  );
});

test('a SAS token with a field on each line', () => {
  const lines = 'sv=2022-11-02\nsr=c\nsp=rl\nse=2027-01-01T00%3A00%3A00Z\n';
  expect(parse(lines).facts.sas).toEqual({ sv: '2022-11-02', sr: 'c', sp: 'rl', se: '2027-01-01T00:00:00Z' });
});
