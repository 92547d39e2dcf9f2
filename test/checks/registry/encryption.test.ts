import { judgeKey } from '../../../src/checks/registry/encryption';
import { heldIn, look, sawIn } from '../look';

const ID = 'registry/encryption';
const STATEMENT = 'customer-managed-key';

test("Microsoft's key", async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ [STATEMENT]: 'no' });
  expect(sawIn(report, STATEMENT)).toBe("encryption.status is disabled: the key is Microsoft's");
});

test("a customer's key is named", async () => {
  const report = await look(ID, 'cmk-registry');
  expect(heldIn(report)).toEqual({ [STATEMENT]: 'yes' });
  expect(sawIn(report, STATEMENT)).toBe(
    'encryption.status is enabled, with https://contoso-keys.vault.azure.net/keys/acr-encryption',
  );
});

test('the version of a key is left out', () => {
  const customerKeyId = 'https://v.vault.azure.net/keys/acr/0123456789abcdef0123456789abcdef';
  expect(judgeKey({ customerKey: 'on', customerKeyId }).saw).toMatch(/\/keys\/acr$/);
});

test('a key that is on but not named is still a key', () => {
  expect(judgeKey({ customerKey: 'on' })).toMatchObject({
    holds: 'yes',
    saw: expect.stringContaining('not name') as string,
  });
});

test('an answer without encryption is unknown, not off', () => {
  expect(judgeKey({ customerKey: 'unknown' })).toMatchObject({ holds: 'unknown' });
});

test('a registry that cannot be seen is unknown', async () => {
  expect(heldIn(await look(ID, 'registry-not-visible'))).toEqual({ [STATEMENT]: 'unknown' });
});
