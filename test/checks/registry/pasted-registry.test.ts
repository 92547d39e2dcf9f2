import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';
import { registryWith } from '../image/worker';
import { alike, heldPasted, ran, sawPasted, shownRegistry } from '../printed';
import { PULLED } from '../look';

const WITH_IP = { ...PULLED, clientIp: '203.0.113.9' };
const WHOLE = ran('az acr show -n contosoprod7', shownRegistry());
const tsv = (query: string, printed: string, name = 'contosoprod7') =>
  ran(`az acr show --name ${name} --resource-group rg-prod --query ${query} -o tsv`, printed);

describe('az acr show, whole: what it tells is what is seen live', () => {
  test.each([
    ['registry/network', ['public-access-off', 'denies-by-default', 'data-endpoints-on']],
    ['registry/tier', ['not-premium', 'basic']],
    ['registry/encryption', ['customer-managed-key']],
    ['registry/role-mode', ['abac']],
    ['registry/admin-user', ['admin-off']],
    ['registry/anonymous-pull', ['anonymous-off']],
    ['registry/arm-tokens', ['arm-tokens-refused']],
    ['registry/export-policy', ['export-off']],
    ['registry/quarantine', ['quarantine-on']],
    ['registry/retention', ['untagged-deleted']],
    ['registry/exists', ['no-such-name', 'not-visible', 'not-ready']],
  ])('%s', async (id, told) => {
    expect(Object.keys(await alike(id, 'healthy', WHOLE, WITH_IP))).toEqual(expect.arrayContaining(told));
  });
});

describe('one setting alone, as the handed-out commands ask for it', () => {
  test.each([
    ['registry/tier', tsv('sku.name', 'Standard'), { 'not-premium': 'yes', basic: 'no' }],
    [
      'registry/tier',
      ran('az acr show -n contosoprod7 --query sku.name', '"Premium"'),
      { 'not-premium': 'no', basic: 'no' },
    ],
    ['registry/role-mode', tsv('roleAssignmentMode', 'AbacRepositoryPermissions'), { abac: 'yes' }],
    ['registry/encryption', tsv('encryption.status', 'disabled'), { 'customer-managed-key': 'no' }],
    ['registry/admin-user', tsv('adminUserEnabled', 'false'), { 'admin-off': 'yes' }],
    [
      'registry/anonymous-pull',
      tsv('"[anonymousPullEnabled, sku.name]"', 'True\nPremium'),
      { 'anonymous-off': 'no' },
    ],
    ['registry/quarantine', tsv('policies.quarantinePolicy.status', 'enabled'), { 'quarantine-on': 'yes' }],
    ['registry/export-policy', tsv('policies.exportPolicy.status', 'disabled'), { 'export-off': 'yes' }],
    [
      'registry/network',
      tsv('publicNetworkAccess', 'Disabled'),
      { 'public-access-off': 'yes', 'not-open-to-all': 'yes' },
    ],
    ['registry/network', tsv('publicNetworkAccess', 'Enabled'), { 'public-access-off': 'no' }],
    [
      'registry/network',
      tsv(
        '"[publicNetworkAccess, networkRuleSet.defaultAction, networkRuleBypassOptions]"',
        'Enabled\nDeny\nNone',
      ),
      {
        'public-access-off': 'no',
        'not-open-to-all': 'yes',
        // None is a value here, and in this format the word for nothing too.
        'denies-by-default': 'yes',
      },
    ],
    [
      'registry/network',
      ran(
        'az acr show -n contosoprod7 --query "{public:publicNetworkAccess, default:networkRuleSet.defaultAction}" -o table',
        'Public    Default\n--------  ---------\nEnabled   Allow',
      ),
      {
        'public-access-off': 'no',
        'not-open-to-all': 'no',
        'denies-by-default': 'no',
        'address-not-allowed': 'no',
      },
    ],
    [
      'registry/network',
      ran('az acr show -n contosoprod7 --query networkRuleBypassOptions', '"None"'),
      { 'trusted-services-off': 'yes' },
    ],
  ])('%s (%#)', (id, text, held) => {
    expect(heldPasted(id, text, WITH_IP)).toEqual(held);
  });

  test('the rules themselves are needed to say that none lets the address in', () => {
    const deny = tsv('networkRuleSet.defaultAction', 'Deny');
    expect(heldPasted('registry/network', deny, WITH_IP)['address-not-allowed']).toBeUndefined();
    const rules = ran('az acr network-rule list --name contosoprod7', {
      ipRules: [{ action: 'Allow', ipAddressOrRange: '198.51.100.0/24' }],
      virtualNetworkRules: [],
    });
    expect(heldPasted('registry/network', rules, WITH_IP)).toEqual({});
    expect(heldPasted('registry/network', deny + rules, WITH_IP)['address-not-allowed']).toBe('yes');
    expect(
      heldPasted('registry/network', deny + rules, { ...PULLED, clientIp: '198.51.100.7' })[
        'address-not-allowed'
      ],
    ).toBe('no');
  });

  test.each([
    ['of another registry', tsv('sku.name', 'Basic', 'fabrikamedge')],
    ['without its command line', 'Basic\n'],
    ['null', tsv('sku.name', '')],
    ['an error', tsv('sku.name', "ERROR: The resource with name 'contosoprod7' was not found")],
    ['a query that cannot be put back', tsv('"sku.name || \'x\'"', 'Basic')],
    ['a notice and nothing else', tsv('sku.name', 'WARNING: This command is in preview')],
    ['of no registry that is named', ran('az acr show --query sku.name -o tsv', 'Basic')],
  ])('%s: proves nothing', (_name, text) => {
    expect(heldPasted('registry/tier', text)).toEqual({});
  });

  test('two settings are put together, the later one counts', () => {
    const text = tsv('publicNetworkAccess', 'Enabled') + tsv('networkRuleSet.defaultAction', 'Allow');
    expect(heldPasted('registry/network', text)).toMatchObject({ 'not-open-to-all': 'no' });
    const changed = WHOLE + tsv('publicNetworkAccess', 'Disabled');
    expect(heldPasted('registry/network', changed)['public-access-off']).toBe('yes');
  });
});

describe('other commands about a registry', () => {
  const config = (what: string, printed: unknown) =>
    ran(`az acr config ${what} show --registry contosoprod7`, printed);

  test.each<[string, string, string, Scenario | string, Record<string, string>]>([
    [
      'retention on',
      'registry/retention',
      config('retention', { days: 5, lastUpdatedTime: '2024-06-04T11:00:00+00:00', status: 'enabled' }),
      registryWith({ retentionDays: 5 }),
      { 'untagged-deleted': 'yes' },
    ],
    [
      'ARM tokens off',
      'registry/arm-tokens',
      config('authentication-as-arm', { status: 'disabled' }),
      registryWith({ armTokens: 'disabled' }),
      { 'arm-tokens-refused': 'yes' },
    ],
    [
      'ARM tokens on',
      'registry/arm-tokens',
      config('authentication-as-arm', { status: 'enabled' }),
      'healthy',
      { 'arm-tokens-refused': 'no' },
    ],
    [
      'soft delete on',
      'registry/soft-delete',
      config('soft-delete', { lastUpdatedTime: null, retentionDays: 7, status: 'enabled' }),
      'healthy',
      { 'soft-delete-off': 'no' },
    ],
    [
      'soft delete off',
      'registry/soft-delete',
      config('soft-delete', { retentionDays: 7, status: 'disabled' }),
      registryWith({ softDeleteDays: undefined }),
      { 'soft-delete-off': 'yes' },
    ],
    [
      'admin user on',
      'registry/admin-user',
      ran('az acr credential show -n contosoprod7', {
        passwords: [{ name: 'password', value: 'abcdefgh12345678' }],
        username: 'contosoprod7',
      }),
      registryWith({ adminUserEnabled: true }),
      { 'admin-off': 'no' },
    ],
    [
      'admin user off',
      'registry/admin-user',
      ran(
        'az acr credential show --name contosoprod7 --query username -o tsv',
        "Run 'az acr update -n contosoprod7 --admin-enabled true' to enable admin first.",
      ),
      'healthy',
      { 'admin-off': 'yes' },
    ],
    [
      'no private endpoint',
      'registry/network',
      ran('az acr private-endpoint-connection list --registry-name contosoprod7 -g rg-prod', '[]'),
      'healthy',
      { 'no-private-endpoint': 'yes', 'private-endpoint-not-approved': 'no' },
    ],
    [
      'data endpoints off',
      'registry/network',
      ran('az acr show-endpoints -n contosoprod7', {
        dataEndpoints: [{ endpoint: '*.blob.core.windows.net', region: 'westeurope' }],
        loginServer: 'contosoprod7.azurecr.io',
      }),
      'healthy',
      { 'data-endpoints-on': 'no' },
    ],
    [
      'data endpoints on',
      'registry/network',
      ran('az acr show-endpoints -n contosoprod7', {
        dataEndpoints: [{ endpoint: 'contosoprod7.westeurope.data.azurecr.io', region: 'westeurope' }],
        loginServer: 'contosoprod7.azurecr.io',
      }),
      registryWith({ dataEndpointEnabled: true }),
      { 'data-endpoints-on': 'yes' },
    ],
  ])('%s', async (_name, id, text, scenario, held) => {
    expect(await alike(id, scenario, text)).toEqual(held);
  });

  test('a private endpoint that waits, as the handed-out query prints it', () => {
    const command =
      'az acr private-endpoint-connection list --registry-name contosoprod7 --resource-group rg-prod --query "[].[name, privateLinkServiceConnectionState.status]" -o tsv';
    const text = ran(command, 'pe-prod\tPending');
    expect(heldPasted('registry/network', text)).toEqual({
      'private-endpoint-not-approved': 'yes',
      'no-private-endpoint': 'yes',
    });
    expect(sawPasted('registry/network', text, 'private-endpoint-not-approved')).toBe('pe-prod is Pending');
  });

  test('a password is not in anything that is said', () => {
    const text = ran('az acr credential show -n contosoprod7', {
      passwords: [{ name: 'password', value: 'abcdefgh12345678' }],
      username: 'contosoprod7',
    });
    expect(sawPasted('registry/admin-user', text, 'admin-off')).toBe('the admin user is on');
  });
});

describe('whether the registry is there', () => {
  const missing = ran(
    'az acr show -n contosoprod7 --query id -o tsv',
    "ERROR: The resource with name 'contosoprod7' and type 'Microsoft.ContainerRegistry/registries' could not be found in subscription 'Contoso Production (6f1c2d34-0a1b-4c5d-8e9f-112233445566)'.",
  );
  test.each([
    ['not in the subscription', missing, { 'not-visible': 'yes' }],
    [
      'the name is free',
      ran('az acr check-name --name contosoprod7', { message: null, nameAvailable: true, reason: null }),
      { 'no-such-name': 'yes' },
    ],
    [
      'the name is taken',
      ran('az acr check-name --name contosoprod7', {
        message: 'The registry contosoprod7 is already in use.',
        nameAvailable: false,
        reason: 'AlreadyExists',
      }),
      { 'no-such-name': 'no' },
    ],
    ['another name is free', ran('az acr check-name --name contosoprod8', { nameAvailable: true }), {}],
    [
      'in a list',
      ran('az acr list -o json', [
        shownRegistry({ name: 'fabrikamedge', loginServer: 'fabrikamedge.azurecr.io' }),
        shownRegistry(),
      ]),
      { 'no-such-name': 'no', 'not-visible': 'no', 'not-ready': 'no' },
    ],
    [
      'not in a list, which shows one subscription',
      ran('az acr list', [shownRegistry({ name: 'fabrikamedge', loginServer: 'fabrikamedge.azurecr.io' })]),
      {},
    ],
    [
      'being deleted',
      ran('az acr show -n contosoprod7', shownRegistry({ provisioningState: 'Deleting' })),
      { 'no-such-name': 'no', 'not-visible': 'no', 'not-ready': 'yes' },
    ],
  ])('%s', (_name, text, held) => {
    expect(heldPasted('registry/exists', text)).toEqual(held);
  });
});

describe('replicas and usage', () => {
  const list = 'az acr replication list --registry contosoprod7';
  const replica = (location: string, displayStatus = 'Ready') => ({
    location,
    name: location,
    provisioningState: 'Succeeded',
    regionEndpointEnabled: true,
    status: { displayStatus, message: null, timestamp: '2026-11-01T10:00:00+00:00' },
  });

  test('as JSON, like live', async () => {
    const text = ran(list, [replica('westeurope'), replica('northeurope')]);
    expect(await alike('registry/replicas', 'healthy', text)).toEqual({
      'replica-not-ready': 'no',
      'no-replica': 'no',
    });
  });

  test.each([
    [
      'one syncs',
      ran(list, [replica('westeurope'), replica('northeurope', 'Syncing')]),
      { 'replica-not-ready': 'yes', 'no-replica': 'no' },
    ],
    [
      'the table',
      ran(
        `${list} -o table`,
        'NAME         LOCATION     PROVISIONING STATE    STATUS\n-----------  -----------  --------------------  --------\nwesteurope   westeurope   Succeeded             Ready\nnortheurope  northeurope  Succeeded             Ready',
      ),
      { 'replica-not-ready': 'no', 'no-replica': 'no' },
    ],
    ['one region may be the home', ran(list, [replica('northeurope')]), { 'replica-not-ready': 'no' }],
    [
      'one region, and it is the home',
      WHOLE + ran(list, [replica('westeurope')]),
      { 'replica-not-ready': 'no', 'no-replica': 'yes' },
    ],
    [
      'regions alone do not say whether they are ready',
      ran(`${list} --query "[].location" -o tsv`, 'westeurope\nnortheurope'),
      { 'no-replica': 'no' },
    ],
    [
      'of another registry',
      ran('az acr replication list -r fabrikamedge', [replica('westeurope', 'Syncing')]),
      {},
    ],
    [
      'a lower tier has none',
      ran('az acr show -n contosoprod7', shownRegistry({ sku: { name: 'Basic', tier: 'Basic' } })),
      { 'no-replica': 'yes' },
    ],
  ])('%s', (_name, text, held) => {
    expect(heldPasted('registry/replicas', text)).toEqual(held);
  });

  const usage = (size: number) => ({
    value: [
      { currentValue: size, limit: 536870912000, name: 'Size', unit: 'Bytes' },
      { currentValue: 2, limit: 500, name: 'Webhooks', unit: 'Count' },
    ],
  });
  test.each([
    ['within', ran('az acr show-usage -n contosoprod7', usage(1000)), { 'over-included': 'no' }],
    ['over', ran('az acr show-usage -n contosoprod7', usage(600e9)), { 'over-included': 'yes' }],
    [
      'with its tier',
      WHOLE + ran('az acr show-usage -n contosoprod7', usage(1000)),
      { 'over-included': 'no', 'near-maximum': 'no' },
    ],
    [
      'the table',
      ran(
        'az acr show-usage -n contosoprod7 -o table',
        'NAME      LIMIT         CURRENT VALUE    UNIT\n--------  ------------  ---------------  ------\nSize      536870912000  700000000000     Bytes\nWebhooks  500           2                Count',
      ),
      { 'over-included': 'yes' },
    ],
  ])('usage %s', (_name, text, held) => {
    expect(heldPasted('registry/usage', text)).toEqual(held);
  });

  test('usage, like live', async () => {
    const text =
      WHOLE +
      ran(
        'az acr show-usage -n contosoprod7',
        usage(loadScenario('healthy').tenant.registries.contosoprod7?.storageUsed ?? 0),
      );
    expect(await alike('registry/usage', 'healthy', text)).toEqual({
      'over-included': 'no',
      'near-maximum': 'no',
    });
  });
});
