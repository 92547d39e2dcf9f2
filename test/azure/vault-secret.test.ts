import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { assertReading } from '../../src/azure/read-only';
import { tryStoredSas } from '../../src/azure/stored-sas';
import { holding } from '../checks/transfer/storing';
import { unreadable, withTenant } from '../azure/simulated';

const SECRET = 'https://contoso-transfer.vault.azure.net/secrets/acrimportsas';
const CONTAINER = 'https://stcontosoxfer.blob.core.windows.net/transfer';

test.each([
  SECRET,
  `${SECRET}/`,
  `${SECRET}/0123456789abcdef?api-version=7.4`,
  SECRET.replace('/secrets', '//secrets'),
])('the wall under every call lets %s through only with leave', (url) => {
  for (const method of ['GET', 'HEAD'] as const) {
    const request = createPipelineRequest({ url, method });
    expect(() => assertReading(request, false)).toThrow(/was refused.*secrets only with leave/);
    expect(() => assertReading(request, true)).not.toThrow();
  }
  expect(() => assertReading(createPipelineRequest({ url, method: 'PUT' }), true)).toThrow(/was refused/);
});

test('the list of secrets, which holds no values, and paths of the same name elsewhere need no leave', () => {
  for (const url of [
    'https://v.vault.azure.net/secrets?maxresults=1',
    'https://contoso.azurecr.io/secrets/a',
  ])
    expect(() => assertReading(createPipelineRequest({ url }), false)).not.toThrow();
});

test('without leave the reading is a fault of our own, and nothing is called', async () => {
  await withTenant(holding({}), async ({ tenant, azure }) => {
    await expect(tryStoredSas(azure, SECRET, CONTAINER)).rejects.toThrow(
      /GET \/secrets\/acrimportsas was refused/,
    );
    expect(tenant.calls).toEqual([]);
  });
});

test.each([
  'https://contoso-transfer.vault.azure.cn/secrets/acrimportsas',
  'https://contoso-transfer.vault.azure.net.attacker.example/secrets/acrimportsas',
  'https://contoso-transfer.vault.azure.net/secrets/..',
  'https://contoso-transfer.vault.azure.net/keys/acrimportsas',
  'not an address',
])('%s is no secret of this cloud, and is not called', async (uri) => {
  await withTenant(holding({}), async ({ tenant, again }) => {
    const { saw } = unreadable(await tryStoredSas(again({ mayRevealSecrets: true }), uri, CONTAINER));
    expect(saw).toContain('is no secret of a key vault of this cloud');
    expect(tenant.calls).toEqual([]);
  });
});

test('a container at another host gets no token', async () => {
  await withTenant(holding({}), async ({ tenant, again }) => {
    const elsewhere = 'https://stcontosoxfer.blob.core.attacker.example/transfer';
    const found = await tryStoredSas(again({ mayRevealSecrets: true }), SECRET, elsewhere);
    expect(found).toMatchObject({ ok: true, value: { tried: { ok: false } } });
    expect(tenant.calls.filter(({ query }) => query.includes('sig='))).toEqual([]);
  });
});
