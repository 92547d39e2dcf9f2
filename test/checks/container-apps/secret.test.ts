import { openCase } from '../../../src/case';
import { createExamine } from '../../../src/examine';
import { createLive } from '../../../src/live';
import { startTenant } from '../../../src/practice/tenant/server';
import type { Rule } from '../../../src/practice/tenant/rule';
import { readOutputs } from '../../../src/parse/output/read-outputs';
import { BOT } from '../../azure/simulated';
import { theCatalogue } from '../../helpers/knowledge';
import { diagnoseTexts } from '../../helpers/diagnose';
import { heldIn, look, PULLED, sawIn } from '../look';
import {
  appWith,
  heldInPaste,
  INGEST,
  known,
  PASSWORD_ENTRY,
  ran,
  REGISTRY,
  REPORTS,
  REVEALING,
  SECRET,
} from './apps';

const ID = 'container-apps/secret';
const ASKER = { id: 'user-1', tenant: 'tenant-1' };
const LEAVE = { mayRevealSecrets: true };
const seeded = ['Seeded0Old', 'Seeded1First', 'Seeded2Second'] as const;
const [OLD, FIRST, SECOND] = seeded;
const PASSWORDS = {
  ...REVEALING,
  registries: { contosoprod7: { adminUserEnabled: true, passwords: [FIRST, SECOND] } },
};

function holding(value: string, changes: object = {}) {
  return appWith('reports', { secrets: { [SECRET]: value }, ...changes }, PASSWORDS);
}

/** None of the seeded secrets, nor the beginning that they share, stands anywhere in it. */
function expectNoSecret(value: unknown): void {
  expect(JSON.stringify(value)).not.toContain('Seeded');
}

describe('with leave', () => {
  test.each([
    ['the first password', FIRST, 'no', 'no', /is the registry's password$/],
    ['the second password', SECOND, 'no', 'yes', /is the registry's password2$/],
    ['neither', OLD, 'yes', 'no', /^the secret is neither password nor password2 of the registry$/],
    ['the first with a line break behind it', `${FIRST}\n`, 'yes', 'no', /neither/],
    ['the first in capital letters', FIRST.toUpperCase(), 'yes', 'no', /neither/],
  ])('the secret is %s', async (_name, value, differs, second, saw) => {
    const report = await look(ID, holding(value), REPORTS, LEAVE);
    expect(heldIn(report)).toEqual({ 'secret-differs': differs, 'matches-second-password': second });
    expect(sawIn(report, 'secret-differs')).toMatch(saw);
    expectNoSecret(report);
  });

  test.each([
    ['an identity', 'healthy', INGEST],
    ['no entry', appWith('reports', { registries: [] }), REPORTS],
  ])('%s: no password is in use, and none is read', async (_name, scenario, params) => {
    const report = await look(ID, scenario, params, LEAVE);
    expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['not-applicable']));
  });

  test.each([
    [
      'another user name, whose password cannot be read',
      holding(OLD, { registries: [{ server: REGISTRY, ...PASSWORD_ENTRY, username: 'puller' }] }),
      /another name than the admin user/,
    ],
    ['a secret in a key vault', holding('https://v.vault.azure.net/secrets/s'), /lies in a key vault/],
    [
      'a secret of another name',
      appWith('reports', { secrets: { [SECRET]: null } }, PASSWORDS),
      /lists no secret/,
    ],
    [
      'the admin user off',
      appWith('reports', {}, { ...PASSWORDS, registries: { contosoprod7: { adminUserEnabled: false } } }),
      /admin user is disabled/,
    ],
    ['no right to read them', appWith('reports', {}), /does not have authorization/],
  ])('%s: unknown', async (_name, scenario, saw) => {
    const report = await look(ID, scenario, REPORTS, LEAVE);
    expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
    expect(sawIn(report, 'secret-differs')).toMatch(saw);
    expectNoSecret(report);
  });

  test('without the right it says which', async () => {
    const report = await look(ID, appWith('reports', {}), REPORTS, LEAVE);
    expect(report.judged[0]?.permission).toMatch(/list(?:Secrets|Credentials)\/action$/);
  });
});

describe('no secret leaves the comparison', () => {
  const calls = ['POST *listSecrets*', 'POST *listCredentials*'];
  const troubles: [string, Omit<Rule, 'match'>][] = [
    ['half an answer', { fault: 'half' }],
    ['no JSON', { body: `secret ${OLD} "value": ${FIRST}` }],
    ['JSON that goes on', { body: `{"value":[{"name":"${SECRET}","value":"${OLD}"}],` }],
    [
      'another form',
      { body: { value: [{ name: 1, value: OLD }], passwords: [{ name: FIRST }], username: SECOND } },
    ],
    ['a list in place of a text', { body: { value: [{ name: SECRET, value: [OLD] }], passwords: FIRST } }],
    ['a refusal', { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }],
  ];
  test.each(
    calls.flatMap((match) => troubles.map(([name, rule]) => [match, name, { match, ...rule }] as const)),
  )('%s: %s', async (_match, _name, rule) => {
    const printed: unknown[] = [];
    const spies = (['log', 'error', 'warn', 'info', 'debug'] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation((...args: unknown[]) => printed.push(args)),
    );
    const scenario = { ...holding(OLD), rules: [rule] };
    const report = await look(ID, scenario, REPORTS, LEAVE);
    spies.forEach((spy) => spy.mockRestore());
    expect(heldIn(report)).toMatchObject({ 'secret-differs': 'unknown' });
    expectNoSecret(report);
    expectNoSecret(printed);
  });
});

test.each([
  ['with leave', true],
  ['without', false],
])('%s: no whole diagnosis shows, keeps or logs one', async (_name, mayRevealSecrets) => {
  const scenario = holding(OLD);
  const tenant = await startTenant(scenario);
  const { tenantId } = scenario.tenant;
  const seen: unknown[] = [];
  const live = createLive({
    asker: { as: 'application', tenantId, ...BOT },
    simulator: tenant.address,
    lookups: tenant.lookups,
    mayRevealSecrets,
    onFault: (_check, error) => seen.push(String(error)),
  });
  try {
    for (const symptom of [
      'container-apps/registry-secret-rotated',
      'container-apps/persistent-image-pull-errors',
    ]) {
      const opened = openCase('case-1', ASKER, new Date().toISOString());
      const answers = [{ symptom, confidence: 0.97, because: [], how: 'anchor' as const }];
      const evidence = { facts: { ...PULLED, ...REPORTS }, answers, redacted: [] };
      for await (const found of createExamine(theCatalogue())(
        { ...opened, evidence },
        live,
        ASKER,
        opened.createdAt,
      ))
        seen.push(found);
    }
    const listed = tenant.calls.filter(({ path }) => /\/list(?:Secrets|Credentials)$/.test(path));
    expect(listed.length > 0).toBe(mayRevealSecrets);
    expect(JSON.stringify(seen)).toContain('container-app-password-old');
    expect(JSON.stringify(seen).includes('the secret is neither password')).toBe(mayRevealSecrets);
    expectNoSecret(seen);
  } finally {
    await tenant.close();
  }
});

describe('without leave', () => {
  test('nothing is read, and the way to compare it oneself is told', async () => {
    const report = await look(ID, holding(OLD), REPORTS);
    expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
    expect(sawIn(report, 'secret-differs')).toMatch(
      /^it would read a secret, which the operator has not allowed; the command of this cause compares/,
    );
  });
});

describe('pasted', () => {
  const ONE_LINER = `a=$(az containerapp secret show --name reports --resource-group rg-prod --secret-name ${SECRET} --query value -o tsv); p=$(az acr credential show --name contosoprod7 --resource-group rg-prod --query "passwords[0].value" -o tsv); if [ "$a" = "$p" ]; then echo "match: password"; else echo "match: none"; fi`;

  test.each([
    ['match: password', FIRST],
    ['match: password2', SECOND],
    ['match: none', OLD],
  ])('%s says what the live check says', async (line, value) => {
    const live = known(heldIn(await look(ID, holding(value), REPORTS, LEAVE)));
    expect(heldInPaste(ID, line, REPORTS)).toEqual(live);
    expect(heldInPaste(ID, `$ ${ONE_LINER}\n${line}\n`, REPORTS)).toEqual(live);
    expect(heldInPaste(ID, `PS C:\\> $${ONE_LINER}\r\n${line}\r\n`, REPORTS)).toEqual(live);
  });

  test('behind the output of another command', () => {
    const list = ran('az containerapp registry list -n reports -g rg-prod', []);
    expect(heldInPaste(ID, `${list}$ ${ONE_LINER}\nmatch: none\n`, REPORTS)).toMatchObject({
      'secret-differs': 'yes',
    });
  });

  test.each([
    ['the one-liner alone', `$ ${ONE_LINER}`],
    ['what it prints where one is empty', `$ ${ONE_LINER}\ncould not compare`],
    ['two answers', 'match: password\nmatch: none'],
    ['within a sentence', 'it said match: none to me'],
    ['another app', `$ ${ONE_LINER.replace('--name reports', '--name other')}\nmatch: none`],
    ['another registry', `$ ${ONE_LINER.replace('--name contosoprod7', '--name other')}\nmatch: none`],
  ])('%s proves nothing', (_name, text) => {
    expect(heldInPaste(ID, text, REPORTS)).toEqual({});
  });

  test('passwords that somebody pastes are masked before they are read', async () => {
    const text = ran('az acr credential show -n contosoprod7', {
      passwords: [
        { name: 'password', value: FIRST },
        { name: 'password2', value: SECOND },
      ],
      username: 'contosoprod7',
    });
    const result = await diagnoseTexts(
      'Persistent Image Pull Errors for image "contosoprod7.azurecr.io/team-a/ingest-api:1". Please check https://aka.ms/cappsimagepullerrors.',
      text,
    );
    expectNoSecret(result);
    expect(readOutputs(text)[0]?.command).toBe('az acr credential show');
    expect(heldInPaste(ID, text, REPORTS)).toEqual({});
  });
});
