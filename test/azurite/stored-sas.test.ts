import { createAzure } from '../../src/azure/azure';
import { createCredential } from '../../src/azure/credential';
import { createResolver } from '../../src/azure/resolver';
import { createTransport, type Transport } from '../../src/azure/transport';
import { CHECKS } from '../../src/checks';
import { runChecks, type Report } from '../../src/checks/run';
import { createLookups } from '../../src/practice/tenant/dns';
import { startTenant } from '../../src/practice/tenant/server';
import { BOT } from '../azure/simulated';
import { sawIn } from '../checks/look';
import { holding } from '../checks/transfer/storing';
import { EXPORT, IMPORT } from '../checks/transfer/transferring';
import { startAzurite, type Azurite } from '../helpers/azurite';
import {
  accountSas,
  BLOB,
  CONTAINER,
  containerSas,
  delegationSas,
  withBrokenSignature,
  type Made,
} from './sas-tokens';

/**
 * The check `transfer/stored-sas` with a real storage service behind it: the vault is simulated, the token in it is
 * made by Azure's own client, and Azurite is asked with it. Azurite says AuthorizationFailure without a detail where
 * Azure says AuthenticationFailed with one; its message is the same.
 */
let azurite: Azurite;

beforeAll(async () => {
  azurite = await startAzurite();
  for (const name of [CONTAINER, 'other']) await azurite.service.createContainer(name);
  await azurite.service.getContainerClient(CONTAINER).getBlockBlobClient(BLOB).upload('layers', 6);
});
afterAll(() => azurite.stop());

/** What the check finds with this token in the vault. @param keyMadeAt when the account's keys were made */
async function lookWith(value: string, { params = IMPORT, keyMadeAt = '-400d', container = CONTAINER } = {}) {
  const stored = { value };
  const place = { storageAccount: azurite.account, container };
  const account = { ...holding({}).tenant.storageAccounts.stcontosoxfer!, keyMadeAt };
  const scenario = holding({
    secret: stored,
    more: {
      pipelines: { fromlab: place, tolab: { ...place, secret: 'acrimportsas' } },
      storageAccounts: { [azurite.account]: account },
    },
  });
  const tenant = await startTenant(scenario);
  const simulated = createTransport(tenant.address);
  const transport: Transport = {
    sendRequest: (request) =>
      (new URL(request.url).hostname.includes('.blob.') ? azurite.transport : simulated).sendRequest(request),
  };
  const credential = createCredential(
    { as: 'application', tenantId: scenario.tenant.tenantId, ...BOT },
    simulated,
  );
  const azure = createAzure({ credential, transport, mayRevealSecrets: true });
  const eyes = { azure, resolver: createResolver({ lookups: createLookups(scenario.tenant) }) };
  const checks = CHECKS.filter(({ id }) => id === 'transfer/stored-sas');
  const onFault = (_check: string, error: unknown) => {
    throw error;
  };
  try {
    const reports: Report[] = [];
    for await (const report of runChecks(checks, params, { eyes, mayRevealSecrets: true, onFault }))
      reports.push(report);
    const [report] = reports;
    if (!report) throw new Error('no report');
    expect(JSON.stringify(report)).not.toContain(new URLSearchParams(value).get('sig') ?? 'no signature');
    return report;
  } finally {
    await tenant.close();
  }
}

/** Statements that hold, but for those that hold of sound tokens too. */
function troubleIn({ judged }: Report): string[] {
  const held = judged.filter(({ holds }) => holds === 'yes').map(({ statement }) => statement);
  return held.filter((one) => !['signed-with-account-key', 'refused-here'].includes(one)).sort();
}

const LISTED = /listed the container with the token$/;
const FORMER = Buffer.alloc(64, 7).toString('base64');
const ofContainer = (made: Made = {}) => containerSas(azurite, made);

test.each<[string, () => string | Promise<string>, object?]>([
  ['rl of the container, for an import', () => ofContainer({ sp: 'rl' })],
  ['rwla of the container, for an export', () => ofContainer({ sp: 'rwla' }), { params: EXPORT }],
  ['rl of the account', () => accountSas(azurite, { sp: 'rl' })],
  ['rl signed by Entra', () => delegationSas(azurite, { sp: 'rl' })],
])('healthy: %s passes', async (_name, make, options = {}) => {
  const report = await lookWith(`?${await make()}`, options);
  expect(troubleIn(report)).toEqual([]);
  expect(sawIn(report, 'refused-here')).toMatch(LISTED);
});

test.each<[string, () => string | Promise<string>, string[], RegExp, object?]>([
  [
    'without list',
    () => ofContainer({ sp: 'r' }),
    ['lacks-list', 'lacks-permission'],
    /403 AuthorizationPermissionMismatch$/,
  ],
  [
    'expired',
    () => ofContainer({ end: -1 }),
    ['expired', 'not-valid-now'],
    /403 AuthorizationFailure: the token was not accepted$/,
  ],
  [
    'not yet valid',
    () => ofContainer({ start: 1 }),
    ['not-valid-now', 'not-yet-valid'],
    /the token was not accepted$/,
  ],
  [
    'of a delegation key that has ended',
    () => delegationSas(azurite, {}, -1),
    ['key-expired', 'not-valid-now'],
    /the token was not accepted$/,
  ],
  [
    "signed with a key that is not the account's any more",
    () => ofContainer({ key: FORMER }),
    ['former-key'],
    /the token was not accepted$/,
    { keyMadeAt: '-6h' },
  ],
  [
    'of the account, by such a key',
    () => accountSas(azurite, { key: FORMER }),
    ['former-key'],
    /the token was not accepted$/,
    { keyMadeAt: '-6h' },
  ],
  [
    'of another container',
    () => ofContainer({ container: 'other' }),
    ['other-or-altered'],
    /the token was not accepted$/,
  ],
  ['cut off', () => ofContainer().slice(0, -6), ['other-or-altered'], /the token was not accepted$/],
  [
    'an account SAS without containers',
    () => accountSas(azurite, {}, 'b', 'so'),
    ['account-scope'],
    /403 AuthorizationResourceTypeMismatch$/,
  ],
  [
    'an account SAS of files',
    () => accountSas(azurite, {}, 'f'),
    ['account-scope'],
    /403 AuthorizationServiceMismatch$/,
  ],
  [
    'http too: storage takes it over https, its field tells',
    () => ofContainer({ anyProtocol: true }),
    ['not-https-only'],
    LISTED,
  ],
  [
    'bound to an address: Azurite does not look (Azure does), its field tells',
    () => ofContainer({ sip: { start: '203.0.113.0' } }),
    ['ip-bound'],
    LISTED,
  ],
  [
    'of a container that is not there',
    () => accountSas(azurite),
    ['container-missing'],
    /404 ContainerNotFound$/,
    { container: 'nowhere' },
  ],
])('%s: named', async (_name, make, trouble, saw, options = {}) => {
  const report = await lookWith(`?${await make()}`, options);
  expect(troubleIn(report)).toEqual(trouble);
  expect(sawIn(report, 'refused-here')).toMatch(saw);
});

test('a broken signature, with keys older than the token: not the key', async () => {
  const report = await lookWith(`?${withBrokenSignature(ofContainer())}`);
  expect(troubleIn(report)).toEqual(['other-or-altered']);
});

test('a stored access policy, there, without list, and gone', async () => {
  const container = azurite.service.getContainerClient(CONTAINER);
  const set = (permissions?: string) =>
    container.setAccessPolicy(
      undefined,
      permissions === undefined
        ? []
        : [
            {
              id: 'imports',
              accessPolicy: {
                startsOn: new Date(Date.now() - 86_400_000),
                expiresOn: new Date(Date.now() + 86_400_000),
                permissions,
              },
            },
          ],
    );
  const token = `?${ofContainer({ policy: 'imports' })}`;
  await set('rl');
  const there = await lookWith(token);
  expect([troubleIn(there), sawIn(there, 'not-valid-now')]).toEqual([
    ['stored-policy'],
    expect.stringMatching(LISTED),
  ]);
  await set('r');
  expect(troubleIn(await lookWith(token))).toEqual(['lacks-list', 'lacks-permission', 'stored-policy']);
  await set();
  const gone = await lookWith(token);
  // Azurite gives no detail, so which it is stays open.
  expect(troubleIn(gone)).toEqual(['stored-policy']);
  expect(gone.judged.find(({ statement }) => statement === 'policy-gone')).toMatchObject({
    holds: 'unknown',
  });
});
