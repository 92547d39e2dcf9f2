import type { Rule } from '../../src/practice/tenant/rule';
import { fault, wordsOf, type Row } from './row';
import { LIMITS, openWorld, PASTE, type Disturbance, type World } from './world';

/**
 * Azure in trouble, while live checks run. Whatever happens: one card, changed in place, that says what could not be
 * checked and why in words a person understands, and accuses nobody.
 */
interface Expected {
  /** Why something could not be checked, as the card says it. */
  because: RegExp;
  /** What must not be called confirmed. */
  isBlind?: boolean;
}

/** Words of our own inside, or of a package's. */
const RAW =
  /TypeError|ReferenceError|undefined|\[object|Cannot read|aka\.ms\/msal|expiresOn|Unexpected token|\.[jt]s:\d/;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

async function look(disturbance: Disturbance, { because, isBlind = true }: Expected): Promise<Row> {
  await world.begin(disturbance);
  expect(await world.say(PASTE)).toBe(200);
  const begun = performance.now();
  expect(await world.say({ press: /^Check live/ })).toBe(200);
  expect(performance.now() - begun).toBeLessThan(5000);
  await world.teams.service.bot.settled();
  const ms = performance.now() - begun;
  // The answer to the paste, and one card for all the checks.
  expect(world.cards()).toHaveLength(2);
  const card = JSON.stringify(world.cards().at(-1));
  const texts = [...card.matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text);
  const said = texts.find((text) => because.test(text));
  expect(said ?? texts.filter((text) => text.startsWith('could not')).join('; ')).toMatch(because);
  expect(RAW.exec(card)?.[0]).toBeUndefined();
  expect(card).not.toContain('Checking live');
  if (isBlind) expect(card).not.toContain('"text":"CONFIRMED"');
  expect(world.teams.logged.join('')).not.toMatch(/"level":(?:50|60)/);
  const saw = `${wordsOf(world.cards().at(-1)!)}: "${said?.replace(/^could not: /, '').slice(0, 100) ?? ''}"`;
  await world.assertWell();
  return { saw, lost: 'nothing', ms };
}

const all = (rule: Omit<Rule, 'match'>): Disturbance => ({ rules: [{ match: '* *', ...rule }] });
const arm = (rule: Omit<Rule, 'match'>): Disturbance => ({
  rules: [{ match: '* management.azure.com/*', ...rule }],
});
const entra = (rule: Omit<Rule, 'match'>): Disturbance => ({
  rules: [{ match: '* login.microsoftonline.com/*', ...rule }],
});
const SLOW_MS = Math.round(LIMITS.callMs / 2);
const OTHER =
  '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups/rg-other/providers/Microsoft.ContainerRegistry/registries/other';

const REGISTRY = OTHER.replace('rg-other', 'rg-prod').replace('registries/other', 'registries/contosoprod7');
const HTML = '<html><body>Sign in to the proxy</body></html>';

const FAULTS: readonly [string, Disturbance, Expected][] = [
  [
    'Azure slow: every call takes 2 s',
    all({ delayMs: SLOW_MS }),
    { because: /The identity that pulls holds no pull role/, isBlind: false },
  ],
  [
    'Azure hanging: every third call',
    all({ every: 3, fault: 'hang' }),
    { because: /gave no (?:token|answer) within [\d.]+ s/, isBlind: false },
  ],
  ['Azure hanging: every call', all({ fault: 'hang' }), { because: /gave no token within [\d.]+ s/ }],
  [
    'Azure down: connections are refused',
    { simulator: 'http://127.0.0.1:9' },
    { because: /could not be reached: connect ECONNREFUSED/ },
  ],
  ['Azure down: connections are cut', arm({ fault: 'reset' }), { because: /could not be reached/ }],
  [
    'Azure down: names do not resolve',
    all({ status: 421, headers: { 'x-simulated-unresolved': 'login.microsoftonline.com' } }),
    { because: /could not be reached: getaddrinfo ENOTFOUND/ },
  ],
  [
    'Azure down: 503 for ever',
    arm({ status: 503, body: {} }),
    { because: /management\.azure\.com answered 503/ },
  ],
  [
    'Resource Manager throttles: 429, come back in a minute',
    arm({ status: 429, headers: { 'retry-after': '60' }, body: {} }),
    { because: /management\.azure\.com answered 429/ },
  ],
  [
    'Resource Manager throttles: 429 once, come back in 0.2 s',
    arm({ status: 429, headers: { 'retry-after': '0.2' }, body: {}, times: 1 }),
    { because: /The identity that pulls holds no pull role/, isBlind: false },
  ],
  [
    'The registry throttles: 429, come back in a minute',
    {
      rules: [
        { match: '* *.azurecr.io/*', status: 429, headers: { 'retry-after': '60' }, body: { errors: [] } },
      ],
    },
    { because: /contosoprod7\.azurecr\.io answered 429/, isBlind: false },
  ],
  [
    'Azure lies: 200 with the page of a proxy',
    all({ status: 200, headers: { 'content-type': 'text/html' }, body: HTML }),
    { because: /answered 200 with something that is no JSON/ },
  ],
  [
    'Resource Manager lies: 200 with the page of a proxy',
    arm({ status: 200, headers: { 'content-type': 'text/html' }, body: HTML }),
    { because: /answer of \S+ \S+ (?:has an unexpected form|could not be read)/ },
  ],
  ['Azure lies: JSON that breaks off', arm({ fault: 'bad-json' }), { because: /could not be read/ }],
  ['Azure lies: half an answer', arm({ fault: 'half' }), { because: /could not be (?:read|reached)/ }],
  [
    'Azure lies: JSON of another form',
    arm({ status: 200, body: { value: [[1]], data: 7 } }),
    { because: /has an unexpected form/ },
  ],
  [
    'Azure lies: a redirect to a foreign host',
    arm({ status: 302, headers: { location: 'https://attacker.example/x' }, body: '' }),
    { because: /management\.azure\.com answered 302/ },
  ],
  [
    "Azure lies: another registry's settings",
    {
      rules: [
        {
          match: `GET management.azure.com${REGISTRY}`,
          body: {
            ...{ id: OTHER, name: 'other', location: 'westeurope', sku: { name: 'Premium' } },
            properties: {
              ...{ loginServer: 'other.azurecr.io', publicNetworkAccess: 'Disabled' },
              ...{ adminUserEnabled: false, roleAssignmentMode: 'AbacRepositoryPermissions' },
            },
          },
        },
      ],
    },
    { because: /answered with another registry, other, for contosoprod7/ },
  ],
  [
    'Azure lies: another registry in the place of the one asked for',
    {
      rules: [
        {
          match: 'POST management.azure.com/*Microsoft.ResourceGraph/*',
          body: {
            ...{ totalRecords: 1, count: 1, resultTruncated: 'false' },
            data: [
              {
                ...{ id: OTHER, name: 'other', loginServer: 'other.azurecr.io', location: 'westeurope' },
                ...{ subscriptionId: OTHER.split('/')[2], resourceGroup: 'rg-other' },
              },
            ],
          },
        },
      ],
    },
    { because: /No subscription that was asked shows contosoprod7/ },
  ],
  [
    'Entra down: 503',
    entra({ status: 503, body: {} }),
    { because: /login\.microsoftonline\.com answered 503/ },
  ],
  [
    'Entra hanging',
    entra({ fault: 'hang' }),
    { because: /login\.microsoftonline\.com gave no token within [\d.]+ s/ },
  ],
  [
    'Entra throttles: 429',
    entra({ status: 429, headers: { 'retry-after': '60' }, body: { error: 'temporarily_unavailable' } }),
    { because: /login\.microsoftonline\.com answered 429/ },
  ],
  [
    "Entra refuses the bot's own secret",
    entra({
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: 'AADSTS7000222: The provided client secret keys are expired.',
      },
    }),
    { because: /AADSTS7000222/ },
  ],
];

for (const [name, options, expected] of FAULTS) fault(name, () => look(options, expected));
