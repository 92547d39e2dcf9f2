import { createAzure } from '../../src/azure/azure';
import { createCredential } from '../../src/azure/credential';
import { getRegistry } from '../../src/azure/registry';
import { tryExchange } from '../../src/azure/registry-auth';
import { createTransport } from '../../src/azure/transport';
import { createUserTokens, type AppProof, type User, type UserAssertion } from '../../src/azure/user-tokens';
import type { Scenario } from '../../src/practice/tenant/scenario';
import { startTenant, type RunningTenant } from '../../src/practice/tenant/server';
import { people } from '../helpers/people';
import { BOT, CONTOSO, CONTOSO_ID, read, unreadable } from './simulated';

const ARM = 'https://management.azure.com';
const REGISTRY = 'https://containerregistry.azure.net';
const SCOPE = `${ARM}/.default`;
const AUDIENCE = `api://botid-${BOT.clientId}`;

interface Signed {
  tenant: RunningTenant;
  user: (name: string) => User;
  tokens: ReturnType<typeof createUserTokens>;
  assertionOf: (name: string, audience?: string) => UserAssertion;
  /** One diagnosis with a person's rights. */
  azureOf: (name: string, assertion?: UserAssertion) => ReturnType<typeof createAzure>;
  /** How often Entra was asked for a token. */
  asked: () => number;
  clock: { ms: number };
}

async function withPeople(scenario: Scenario, test: (signed: Signed) => Promise<void>, proof?: AppProof) {
  const clock = { ms: Date.now() };
  const tenant = await startTenant(scenario);
  const transport = createTransport(tenant.address);
  const { tenantId, identities } = scenario.tenant;
  const { clientId, clientSecret } = BOT;
  const tokens = createUserTokens({
    tenantId,
    clientId,
    proof: proof ?? { clientSecret },
    transport,
    now: () => clock.ms,
  });
  const user = (name: string) => ({ id: identities[name]!.objectId, tenant: tenantId });
  const assertionOf =
    (name: string, audience = AUDIENCE) =>
    () =>
      Promise.resolve(tenant.signIn(name, audience));
  const azureOf = (name: string, assertion: UserAssertion = assertionOf(name)) => {
    const credential = tokens.createUserCredential(user(name), assertion);
    return createAzure({ credential: createCredential({ as: 'user', credential }, transport), transport });
  };
  const asked = () => tenant.calls.filter(({ path }) => path.endsWith('/oauth2/v2.0/token')).length;
  try {
    await test({ tenant, user, tokens, assertionOf, azureOf, asked, clock });
  } finally {
    await tenant.close();
  }
}

test('each looks with their own rights: one sees the registry, the other does not', () =>
  withPeople(people(), async ({ azureOf }) => {
    expect(read(await getRegistry(azureOf('anna'), CONTOSO_ID)).name).toBe('contosoprod7');
    expect(unreadable(await getRegistry(azureOf('boris'), CONTOSO_ID)).reason).toBe('forbidden');
    expect(read(await getRegistry(azureOf('anna'), CONTOSO_ID)).name).toBe('contosoprod7');
  }));

test('one token for each resource and person, kept over diagnoses, shared by who asks at the same time', () =>
  withPeople(people(), async ({ azureOf, asked, tokens, user, assertionOf }) => {
    await Promise.all([getRegistry(azureOf('anna'), CONTOSO_ID), getRegistry(azureOf('anna'), CONTOSO_ID)]);
    expect(asked()).toBe(1);
    await tryExchange(azureOf('anna'), CONTOSO);
    expect(asked()).toBe(2);
    await tryExchange(azureOf('anna'), CONTOSO);
    expect(asked()).toBe(2);
    const of = async (name: string, scope: string) => {
      const { token } = (await tokens.createUserCredential(user(name), assertionOf(name)).getToken(scope))!;
      return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as object;
    };
    expect(await of('anna', SCOPE)).toMatchObject({ aud: ARM, who: 'anna' });
    expect(await of('boris', SCOPE)).toMatchObject({ aud: ARM, who: 'boris' });
    expect(await of('anna', `${REGISTRY}/.default`)).toMatchObject({ aud: REGISTRY, who: 'anna' });
    expect(asked()).toBe(3);
    expect(tokens.size()).toBe(2);
  }));

test('a token that ends soon is got anew', () =>
  withPeople(people(), async ({ azureOf, asked, clock }) => {
    await getRegistry(azureOf('anna'), CONTOSO_ID);
    clock.ms += 50 * 60_000;
    await getRegistry(azureOf('anna'), CONTOSO_ID);
    expect(asked()).toBe(1);
    clock.ms += 6 * 60_000;
    await getRegistry(azureOf('anna'), CONTOSO_ID);
    expect(asked()).toBe(2);
  }));

test('signing out forgets: nothing is kept, nothing on its way is kept, and others are not touched', () =>
  withPeople(people(), async ({ tokens, user, assertionOf, asked }) => {
    const anna = tokens.createUserCredential(user('anna'), assertionOf('anna'));
    const boris = tokens.createUserCredential(user('boris'), assertionOf('boris'));
    await boris.getToken(SCOPE);
    const onItsWay = anna.getToken(SCOPE);
    tokens.forget(user('anna'));
    await onItsWay;
    expect(tokens.size()).toBe(1);
    const out = tokens.createUserCredential(user('anna'), () => Promise.resolve(undefined));
    await expect(out.getToken(SCOPE)).rejects.toThrow('You are not signed in');
    await anna.getToken(SCOPE);
    await boris.getToken(SCOPE);
    expect(asked()).toBe(3);
  }));

test('who signed out elsewhere is signed out here: the sign-in is asked for before a kept token is used', () =>
  withPeople(people(), async ({ tokens, user, assertionOf, asked }) => {
    let kept: string | undefined = await assertionOf('anna')();
    const anna = tokens.createUserCredential(user('anna'), () => Promise.resolve(kept));
    await anna.getToken(SCOPE);
    kept = undefined;
    await expect(anna.getToken(SCOPE)).rejects.toThrow('You are not signed in');
    expect(await tokens.leavesOf(user('anna'))).toEqual([]);
    kept = await assertionOf('anna')();
    await anna.getToken(SCOPE);
    expect(asked()).toBe(2);
  }));

test('a token service that cannot be asked is not taken for signed out, and no kept token is used', () =>
  withPeople(people(), async ({ tokens, user, assertionOf, azureOf }) => {
    await tokens.createUserCredential(user('anna'), assertionOf('anna')).getToken(SCOPE);
    const down = azureOf('anna', () => Promise.reject(new Error('secret words of the service')));
    const found = unreadable(await getRegistry(down, CONTOSO_ID));
    expect(found.reason).toBe('unreachable');
    expect(found.saw).toBe(
      'Whether you are signed in could not be asked: the token service did not answer. Try again',
    );
  }));

test('which resources were asked for, of each person alone', () =>
  withPeople(people({ [REGISTRY]: 'AADSTS65001' }), async ({ azureOf, tokens, user }) => {
    await getRegistry(azureOf('anna'), CONTOSO_ID);
    await tryExchange(azureOf('anna'), CONTOSO);
    expect(await tokens.leavesOf(user('anna'))).toEqual([
      { resource: 'management.azure.com' },
      {
        resource: 'containerregistry.azure.net',
        refused: expect.stringContaining('Nobody has consented') as string,
      },
    ]);
    expect(await tokens.leavesOf(user('boris'))).toEqual([]);
  }));

describe('a sign-in that is not theirs is not even sent', () => {
  test.each<[string, (signed: Signed) => UserAssertion, string]>([
    ["another person's", ({ assertionOf }) => assertionOf('boris'), 'The sign-in is not yours'],
    ['for another app', ({ assertionOf }) => assertionOf('anna', ARM), 'was not made for this bot'],
    ['no token', () => () => Promise.resolve('garbage'), 'cannot be read'],
    ['none', () => () => Promise.resolve(undefined), 'You are not signed in'],
  ])('%s', (_name, assertionOf, words) =>
    withPeople(people(), async (signed) => {
      const found = unreadable(await getRegistry(signed.azureOf('anna', assertionOf(signed)), CONTOSO_ID));
      expect(found.reason).toBe('sign-in-needed');
      expect(found.saw).toContain(words);
      expect(signed.asked()).toBe(0);
    }),
  );

  test('one that is over', () =>
    withPeople(people(), async ({ azureOf, clock, asked }) => {
      clock.ms += 4 * 60 * 60_000;
      const found = unreadable(await getRegistry(azureOf('anna'), CONTOSO_ID));
      expect([found.reason, found.saw]).toEqual(['sign-in-needed', 'Your sign-in is too old. Sign in again']);
      expect(asked()).toBe(0);
    }));
});

describe('what Entra refuses is told for that resource, with what to do; other resources go on', () => {
  test.each([
    ['AADSTS65001', 'consent-needed', `grant consent for the app ${BOT.clientId} (AADSTS65001)`],
    ['AADSTS90094', 'consent-needed', 'consented'],
    ['AADSTS50076', 'sign-in-needed', 'multi-factor authentication'],
    ['AADSTS50158', 'sign-in-needed', 'Conditional Access'],
    ['AADSTS53003', 'sign-in-needed', 'ask your Entra administrator'],
    ['AADSTS500133', 'sign-in-needed', 'too old'],
    ['AADSTS50173', 'sign-in-needed', 'Sign in again'],
    ['AADSTS50105', 'forbidden', 'Ask your Entra administrator'],
    ['AADSTS7000222', 'unauthorized', 'Its operator must renew it'],
    ['AADSTS99999', 'unauthorized', 'Entra gave no token: AADSTS99999'],
  ])('%s is %s', (code, reason, words) =>
    withPeople(people({ [REGISTRY]: code }), async ({ azureOf }) => {
      const azure = azureOf('anna');
      expect(read(await getRegistry(azure, CONTOSO_ID)).name).toBe('contosoprod7');
      const found = unreadable(await tryExchange(azure, CONTOSO));
      expect(found.reason).toBe(reason);
      expect(found.saw).toContain(words);
      expect(found.saw.length).toBeLessThanOrEqual(300);
      expect(found.saw).not.toMatch(/eyJ|simulated-bot-secret/);
    }),
  );

  test('through an official client too, and once consent is given it works without a restart', () => {
    const scenario = people({ [ARM]: 'AADSTS65001' });
    return withPeople(scenario, async ({ azureOf }) => {
      expect(unreadable(await getRegistry(azureOf('anna'), CONTOSO_ID)).reason).toBe('consent-needed');
      scenario.tenant.identities.anna!.refuses = {};
      expect(read(await getRegistry(azureOf('anna'), CONTOSO_ID)).name).toBe('contosoprod7');
    });
  });

  test('a token service that is down is no sign-in trouble', () => {
    const rules = [
      { match: 'POST login.microsoftonline.com/*', status: 503, headers: { 'retry-after': '0' } },
    ];
    return withPeople({ ...people(), rules }, async ({ azureOf }) => {
      const found = unreadable(await getRegistry(azureOf('anna'), CONTOSO_ID));
      expect(['sign-in-needed', 'consent-needed']).not.toContain(found.reason);
    });
  });
});

test('a managed identity proves the app in place of a secret', () => {
  const holder: { tenant?: RunningTenant } = {};
  const scenario = people();
  delete scenario.tenant.identities.bot!.secret;
  const getAssertion = () => Promise.resolve(holder.tenant!.signIn('anna', 'api://AzureADTokenExchange'));
  return withPeople(
    scenario,
    async ({ tenant, azureOf }) => {
      holder.tenant = tenant;
      expect(read(await getRegistry(azureOf('anna'), CONTOSO_ID)).name).toBe('contosoprod7');
    },
    { getAssertion },
  );
});

test('a wrong secret is the operator’s trouble, and is not shown', () =>
  withPeople(
    people(),
    async ({ azureOf }) => {
      const found = unreadable(await getRegistry(azureOf('anna'), CONTOSO_ID));
      expect(found.reason).toBe('unauthorized');
      expect(found.saw).toContain('Its operator must renew it (AADSTS7000215)');
      expect(found.saw).not.toContain('wrong-secret-value');
    },
    { clientSecret: 'wrong-secret-value' },
  ));

test('tokens of a thousand people at most are kept', async () => {
  const tokens = createUserTokens({
    tenantId: 't',
    clientId: BOT.clientId,
    proof: { clientSecret: 'x' },
    transport: createTransport('http://127.0.0.1:9'),
  });
  for (let n = 0; n < 1500; n++) {
    const one = tokens.createUserCredential({ id: `user-${n}`, tenant: 't' }, () =>
      Promise.resolve(undefined),
    );
    await expect(one.getToken(SCOPE)).rejects.toThrow('not signed in');
  }
  expect(tokens.size()).toBe(1000);
});
