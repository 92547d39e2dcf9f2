import { folderWith } from '../helpers/folder';
import { people } from '../helpers/people';
import {
  startSignedInService,
  type SignedInOptions,
  type SignedInService,
} from '../helpers/signed-in-service';

const COMMAND = 'keys contosoprod7';
const SECRET_CHECK = 'keys contosoprod7 --app orders';
const WATCH = 'watch contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3';

/** A token in a name. */
const SECRET = 'eyJhbGciOiJIUzI1NiJ9.eyJvaWQiOiJhbm5hIn0.c2lnbmF0dXJlLW9mLWl0';

let bot: SignedInService;
const start = async (options?: SignedInOptions) => (bot = await startSignedInService(options));
const policyFile = (text: string) => `${folderWith({ 'policy.yaml': text })}/policy.yaml`;
const signIn = async (name: string) => {
  await bot.say(name, 'sign in');
  await bot.exchange(name);
};
afterEach(() => bot.stop());

describe('what limits checks with the rights of who asks', () => {
  test('without a policy file nothing but their rights; what reads a secret is left out', async () => {
    const scenario = people();
    scenario.tenant.roleAssignments.anna!.role = 'Owner';
    scenario.tenant.roleAssignments.anna!.scope = '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566';
    await start({ scenario });
    await signIn('anna');
    await bot.say('anna', SECRET_CHECK);
    expect(bot.cards().at(-1)).toContain('PROBLEM: The admin user is off');
    const refused = (await bot.audited('anna')).filter(({ result }) => result === 'refused');
    expect(refused.map(({ what, as }) => [what, as])).toEqual([['container-apps/secret', 'the asking user']]);
    expect(bot.tenant.calls.some(({ path }) => /listSecrets|listCredentials/i.test(path))).toBe(false);
  });

  test('a policy file limits them all the same, and says what is needed', async () => {
    const rule = `{ who: '*', checks: [registry/admin-user], registries: ['*'] }`;
    await start({ policyFile: policyFile(`version: 1\nallow:\n  - ${rule}\n`) });
    await signIn('anna');
    await bot.say('anna', COMMAND);
    expect(bot.cards().at(-1)).toContain('PROBLEM: The admin user is off');
    expect(bot.cards().at(-1)).toContain("the bot's policy does not give you the check registry/changes");
    expect(bot.askers()).toEqual(['anna']);
  });
});

describe('a watch looks as the bot', () => {
  test('so without leave of a policy file nobody has one begun, whatever their own rights', async () => {
    await start();
    await signIn('anna');
    await bot.say('anna', WATCH);
    expect(bot.cards().at(-1)).toContain("Not watched: a watch looks with the bot's own identity.");
    expect(bot.cards().at(-1)).toContain(`lets nobody with the object id`);
    expect(bot.askers()).toEqual([]);
  });

  test('with leave for that check it begins, without anybody signed in', async () => {
    const rule = `{ who: '*', checks: [streaming/conversion], registries: [contosoprod7.azurecr.io] }`;
    await start({ policyFile: policyFile(`version: 1\nallow:\n  - ${rule}\n`) });
    await bot.say('anna', WATCH);
    expect(bot.cards().at(-1)).toContain('is watched until');
    await bot.say('anna', 'watch fabrikamedge.azurecr.io/team-a/ingest-worker:1');
    expect(bot.cards().at(-1)).toContain('does not give you streaming/conversion on fabrikamedge.azurecr.io');
    expect(bot.signInCards()).toEqual([]);
  });
});

describe('sign in, sign out, who am I', () => {
  test('sign in asks, says who it was, and is not asked twice', async () => {
    await start();
    await bot.say('anna', '/sign in');
    expect(bot.signInCards()).toHaveLength(1);
    await bot.exchange('anna');
    expect(bot.cards()).toEqual([expect.stringContaining('You are signed in.')]);
    await bot.say('anna', 'sign in');
    expect(bot.signInCards()).toHaveLength(1);
    expect(bot.cards().at(-1)).toContain('You are signed in.');
  });

  test('who am I tells whose rights, what the policy gives, and which resources were asked for', async () => {
    await start({
      policyFile: policyFile(
        `version: 1\nallow:\n  - { who: '*', checks: [registry/], registries: ['contoso*'], revealSecrets: true }\n`,
      ),
    });
    await bot.say('anna', 'who am i');
    expect(bot.cards().at(-1)).toContain('You are not signed in.');
    await signIn('anna');
    await bot.say('anna', COMMAND);
    await bot.say('anna', '/who am i');
    const { identities, tenantId } = bot.tenant.scenario.tenant;
    for (const words of [
      `User ${identities.anna!.objectId}`,
      `Tenant ${tenantId}`,
      'Live checks look with your own rights in Azure.',
      'Signed in as',
      'management.azure.com: asked as you',
      "The bot's policy: registry/ on contoso*, also those that read a secret.",
    ])
      expect(bot.cards().at(-1)).toContain(words);
    // Nothing of hers is told to somebody else.
    await bot.say('boris', 'who am i');
    expect(bot.cards().at(-1)).not.toContain('management.azure.com');
  });

  test('a name is taken from the sign-in, and masked like any text', async () => {
    await start();
    const of = { oid: bot.tenant.scenario.tenant.identities.anna!.objectId };
    const claims = {
      ...of,
      tid: bot.tenant.scenario.tenant.tenantId,
      aud: `api://botid-${bot.config.registration!.appId}`,
      exp: bot.clock.ms / 1000 + 600,
      name: `Anna ${SECRET}`,
      preferred_username: 'anna@contoso.example',
    };
    bot.tokens.keep('29:anna', `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`);
    await bot.say('anna', 'who am i');
    expect(bot.cards().at(-1)).toContain('(anna@contoso.example)');
    expect(bot.cards().at(-1)).not.toContain(SECRET);
  });

  test('sign out ends it, at the token service too, and drops what waits', async () => {
    await start();
    await signIn('anna');
    await bot.say('anna', COMMAND);
    bot.tokens.keep('29:anna', undefined);
    await bot.say('anna', COMMAND);
    await bot.say('anna', '/sign out');
    expect(bot.cards().at(-1)).toContain('You are signed out.');
    expect(bot.tokens.asked.filter(({ what }) => what === 'SignOut')).toHaveLength(1);
    const before = bot.cards().length;
    expect((await bot.exchange('anna')).status).toBe(200);
    expect(bot.cards()).toHaveLength(before);
  });

  test('forget me drops what waits as well', async () => {
    await start();
    await bot.say('anna', COMMAND);
    await bot.say('anna', 'forget me');
    const before = bot.cards().length;
    await bot.exchange('anna');
    expect(bot.cards()).toHaveLength(before);
    expect(bot.askers()).toEqual([]);
  });
});

test('without a connection the bot looks as itself, nobody is asked to sign in, and it says so', async () => {
  const rule = `{ who: '*', checks: '*', registries: ['*'] }`;
  await start({ oauthConnection: undefined, policyFile: policyFile(`version: 1\nallow:\n  - ${rule}\n`) });
  await bot.say('anna', 'sign in');
  expect(bot.cards().at(-1)).toContain('Nobody needs to sign in here.');
  await bot.say('anna', 'sign out');
  expect(bot.cards().at(-1)).toContain('Nobody signs in here');
  await bot.say('anna', 'who am i');
  expect(bot.cards().at(-1)).toContain("Live checks look with the rights of the bot's application.");
  await bot.say('anna', COMMAND);
  expect(bot.askers()).toEqual(['bot']);
  expect(bot.signInCards()).toEqual([]);
  expect((await bot.exchange('anna', 'exchange-1')).status).toBe(404);
  expect(bot.tokens.asked).toEqual([]);
});
