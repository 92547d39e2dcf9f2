import { readFileSync } from 'node:fs';
import { fitsGlob } from '../../src/glob';
import { CHECKS } from '../../src/checks';
import { mayRun, NOBODY, permitBy, PolicySchema, type Policy, type PolicyAsker } from '../../src/policy';
import { PolicyError, readPolicy } from '../../src/policy-file';

const TENANT = '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10';
const OTHER_TENANT = '11111111-2222-4333-8444-555555555555';
const KIM = '5b0c8f6e-1111-4222-8333-444455556666';
const SAM = '99999999-1111-4222-8333-444455556666';
const PRODUCTION = '6f1c2d34-0a1b-4c5d-8e9f-112233445566';
const ASKER: PolicyAsker = { id: KIM, tenant: TENANT };
const NETWORK = { id: 'registry/network' };
const SECRET = { id: 'container-apps/secret', reveals: 'secret' as const };
const CONTOSO = { registry: 'contosoprod7.azurecr.io' };

const policyOf = (...allow: unknown[]): Policy => PolicySchema.parse({ version: 1, allow });
const all = { who: '*', checks: '*', registries: '*' };

describe('who', () => {
  test.each<[string, unknown, PolicyAsker, boolean]>([
    ['everybody', '*', ASKER, true],
    ['a user by object id', { users: [KIM] }, ASKER, true],
    ['a user in capitals', { users: [KIM.toUpperCase()] }, { ...ASKER, id: KIM.toUpperCase() }, true],
    ['another user', { users: [SAM] }, ASKER, false],
    ['a tenant', { tenants: [TENANT] }, ASKER, true],
    ['another tenant', { tenants: [OTHER_TENANT] }, ASKER, false],
    ['any tenant', { tenants: '*' }, ASKER, true],
    ['user and tenant, both right', { users: [KIM], tenants: [TENANT] }, ASKER, true],
    [
      'the same object id in another tenant',
      { users: [KIM], tenants: [TENANT] },
      { ...ASKER, tenant: OTHER_TENANT },
      false,
    ],
    ['a team, asked in it', { teams: ['team-1'] }, { ...ASKER, team: 'team-1' }, true],
    ['a team, asked in another', { teams: ['team-1'] }, { ...ASKER, team: 'team-2' }, false],
    ['a team, asked in private', { teams: ['team-1'] }, ASKER, false],
    ['any team, asked in private', { teams: '*' }, ASKER, false],
    ['a channel', { channels: ['19:a@thread.tacv2'] }, { ...ASKER, channel: '19:a@thread.tacv2' }, true],
    ['a user and a team, asked elsewhere', { users: [KIM], teams: ['team-1'] }, ASKER, false],
  ])('%s', (_name, who, asker, allowed) => {
    expect(mayRun(policyOf({ ...all, who }), asker, NETWORK, CONTOSO).allowed).toBe(allowed);
  });
});

describe('which checks, and where', () => {
  test.each<[string, object, string, object, boolean]>([
    ['a check', { checks: ['registry/network'] }, 'registry/network', CONTOSO, true],
    ['another check', { checks: ['registry/network'] }, 'registry/network-rules', CONTOSO, false],
    ['an area', { checks: ['registry/'] }, 'registry/network', CONTOSO, true],
    ['another area', { checks: ['registry/'] }, 'aks/attached', CONTOSO, false],
    ['a registry', { registries: ['contosoprod7.azurecr.io'] }, 'registry/network', CONTOSO, true],
    [
      'a registry in capitals',
      { registries: ['ContosoProd7.azurecr.io'] },
      'registry/network',
      { registry: 'CONTOSOPROD7.azurecr.io' },
      true,
    ],
    ['a glob', { registries: ['contoso*.azurecr.io'] }, 'registry/network', CONTOSO, true],
    ['a glob of others', { registries: ['fabrikam*.azurecr.io'] }, 'registry/network', CONTOSO, false],
    [
      'a glob, and a host that only begins like it',
      { registries: ['contoso*.azurecr.io'] },
      'registry/network',
      { registry: 'contoso.azurecr.io.attacker.example' },
      false,
    ],
    ['no registry known', { registries: ['contoso*.azurecr.io'] }, 'aks/attached', {}, false],
    ['no registry known, all meant', {}, 'aks/attached', {}, true],
    [
      'a subscription',
      { subscriptions: [PRODUCTION] },
      'registry/network',
      { ...CONTOSO, subscription: PRODUCTION.toUpperCase() },
      true,
    ],
    [
      'another subscription',
      { subscriptions: [PRODUCTION] },
      'registry/network',
      { ...CONTOSO, subscription: KIM },
      false,
    ],
    [
      'a subscription that is not known yet',
      { subscriptions: [PRODUCTION] },
      'registry/network',
      CONTOSO,
      true,
    ],
  ])('%s', (_name, rule, id, subject, allowed) => {
    expect(mayRun(policyOf({ ...all, ...rule }), ASKER, { id }, subject).allowed).toBe(allowed);
  });
});

test('a check that reads a secret needs leave in the very rule that covers it', () => {
  expect(mayRun(policyOf(all), ASKER, SECRET, CONTOSO).allowed).toBe(false);
  expect(mayRun(policyOf({ ...all, revealSecrets: true }), ASKER, SECRET, CONTOSO).allowed).toBe(true);
  const elsewhere = { ...all, registries: ['fabrikam*'], revealSecrets: true };
  expect(mayRun(policyOf(all, elsewhere), ASKER, SECRET, CONTOSO).allowed).toBe(false);
});

test('a refusal says which step left no rule, and who can change it', () => {
  const needs = (policy: Policy, check: { id: string; reveals?: 'secret' } = NETWORK) => {
    const permission = mayRun(policy, ASKER, check, CONTOSO);
    return permission.allowed ? '' : permission.needs;
  };
  expect(needs(NOBODY)).toBe(
    `the bot's policy lets nobody with the object id ${KIM} run live checks here; ask whoever runs the bot`,
  );
  expect(needs(policyOf({ ...all, checks: ['aks/'] }))).toContain(
    'does not give you the check registry/network',
  );
  expect(needs(policyOf({ ...all, registries: ['fabrikam*'] }))).toContain(
    'does not give you registry/network on contosoprod7.azurecr.io',
  );
  expect(needs(policyOf(all), SECRET)).toContain('revealSecrets: true');
});

test('what is left for live checks', () => {
  expect(permitBy(NOBODY, ASKER)).toMatchObject({ mayRevealSecrets: false, subscriptions: [] });
  expect(permitBy(policyOf(all), ASKER)).not.toHaveProperty('subscriptions');
  const ours = { ...all, who: { users: [KIM] }, subscriptions: [PRODUCTION], revealSecrets: true };
  expect(permitBy(policyOf(ours, { ...all, who: { users: [SAM] } }), ASKER)).toMatchObject({
    mayRevealSecrets: true,
    subscriptions: [PRODUCTION],
  });
  expect(permitBy(policyOf(ours), { ...ASKER, id: SAM })).toMatchObject({
    mayRevealSecrets: false,
    subscriptions: [],
  });
  const registryId = `/subscriptions/${KIM}/resourceGroups/x`;
  expect(permitBy(policyOf(ours), ASKER).mayRun(NETWORK, { ...CONTOSO, registryId }).allowed).toBe(false);
});

test('globs take any text in linear time', () => {
  expect(fitsGlob('a*b*c', 'axxbyyc')).toBe(true);
  expect(fitsGlob('a*a', 'a')).toBe(false);
  expect(fitsGlob('*', '')).toBe(true);
  expect(fitsGlob('a.c', 'abc')).toBe(false);
  expect(fitsGlob(`${'a*'.repeat(200)}b`, 'a'.repeat(100_000))).toBe(false);
});

describe('the file', () => {
  const ids = CHECKS.map(({ id }) => id);
  const faultsOf = (text: string) => {
    try {
      readPolicy(text, 'policy.yaml', ids);
      return [];
    } catch (error) {
      if (error instanceof PolicyError) return error.message.split('\n').slice(1);
      throw error;
    }
  };

  test('YAML and JSON mean the same', () => {
    const yaml = `version: 1\nallow:\n  - who: { users: [${KIM}] }\n    checks: [registry/, image/exists]\n    registries: [contoso*.azurecr.io]\n`;
    const policy = readPolicy(yaml, 'policy.yaml', ids);
    expect(readPolicy(JSON.stringify(policy), 'policy.json', ids)).toEqual(policy);
    expect(mayRun(policy, ASKER, NETWORK, CONTOSO)).toEqual({ allowed: true });
  });

  test('the example can be read, and means what its comments say', () => {
    const policy = readPolicy(readFileSync('docs/policy-example.yaml', 'utf8'), 'example', ids);
    expect(mayRun(policy, { ...ASKER, id: SAM }, NETWORK, CONTOSO).allowed).toBe(true);
    expect(mayRun(policy, { ...ASKER, id: SAM }, SECRET, CONTOSO).allowed).toBe(false);
    expect(mayRun(policy, ASKER, SECRET, CONTOSO).allowed).toBe(true);
    const attached = { id: 'aks/attached' };
    expect(mayRun(policy, { ...ASKER, team: '19:platform@thread.tacv2' }, attached, {}).allowed).toBe(true);
  });

  test('every fault is listed with its line and what to do', () => {
    const text = [
      'version: 1',
      'allow:',
      '  - who: { users: [kim@contoso.example] }',
      '    checks: [registry/network]',
      '    registries: [contoso.azurecr.io]',
      '  - who: "*"',
      '    checks: "*"',
      '    registries: "*"',
      '    revealSecret: true',
      '  - who: {}',
      '    checks: []',
      '    registries: ["https://contoso"]',
    ].join('\n');
    expect(faultsOf(text)).toEqual([
      expect.stringMatching(/^policy\.yaml:3 allow\.0\.who\.users\.0: write an id of the form/) as string,
      expect.stringMatching(
        /^policy\.yaml:6 allow\.1: Unrecognized key: "revealSecret"\. Remove the key/,
      ) as string,
      expect.stringMatching(/^policy\.yaml:10 allow\.2\.who: names nobody/) as string,
      expect.stringMatching(/^policy\.yaml:11 allow\.2\.checks/) as string,
      expect.stringMatching(/^policy\.yaml:12 allow\.2\.registries\.0: write a login server/) as string,
    ]);
  });

  test('a check that does not exist is a fault, and so is broken YAML', () => {
    const text =
      'version: 1\nallow:\n  - who: "*"\n    checks: [registry/netwrok, aks/]\n    registries: "*"\n';
    expect(faultsOf(text)).toEqual([
      "policy.yaml:4 allow.0.checks.0: there is no check 'registry/netwrok'. Use an id or an area of docs/checks.md.",
    ]);
    expect(faultsOf('version: 1\nallow: [')).toHaveLength(1);
    expect(faultsOf('version: 2\nallow: []')).toHaveLength(1);
    expect(faultsOf('')).toHaveLength(1);
  });
});
