import { readPasted } from '../../../src/checks/pasted';
import { readOutputs } from '../../../src/parse/output/read-outputs';
import { makeToken } from '../../../src/practice/tenant/storage-sas';
import { redact } from '../../../src/redact/redact';
import { heldIn, look, sawIn } from '../look';
import { HOST, holding, ID, LEAVE, lookAt, MADE, type Changes } from './storing';
import { IMPORT } from './transferring';

describe('what keeps it from seeing is unknown, with the reason', () => {
  test.each<[string, Changes, RegExp, boolean]>([
    [
      "the vault's network rules",
      { vault: { defaultAction: 'Deny' } },
      /403 ForbiddenByFirewall: it does not let the bot's own place in, which says nothing of the pipeline$/,
      false,
    ],
    [
      'a vault that is private',
      { vault: { publicNetworkAccess: 'Disabled' } },
      /403 ForbiddenByConnection: it does not let/,
      false,
    ],
    ['no role in the vault', { vault: { rbac: true } }, /403 Forbidden ForbiddenByRbac/, true],
    [
      'no access policy',
      { vault: { policies: {} } },
      /403 Forbidden AccessDenied: .* does not have secrets get permission/,
      true,
    ],
    [
      'a vault that nobody shows',
      { more: { pipelines: { fromlab: { keyVault: 'somebody-elses' } } } },
      /No subscription that was asked shows somebody-elses/,
      true,
    ],
  ])('%s', async (_name, changes, saw, isRight) => {
    const report = await lookAt(changes);
    expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
    expect(sawIn(report, 'former-key')).toMatch(saw);
    expect(report.judged[0]?.permission !== undefined).toBe(isRight);
  });

  test("a token is not sent to an account that the asker's rights do not show; its fields are judged", async () => {
    const scenario = holding({ more: { pipelines: { fromlab: { storageAccount: 'stsomebodyelses' } } } });
    const report = await look(ID, scenario, IMPORT, LEAVE);
    expect(heldIn(report)).toMatchObject({
      'not-valid-now': 'no',
      'former-key': 'unknown',
      'refused-here': 'unknown',
    });
    expect(sawIn(report, 'former-key')).toMatch(/No subscription that was asked shows stsomebodyelses/);
  });

  test('a name that does not resolve, and an answer that is none', async () => {
    for (const [rule, saw] of [
      [{ fault: 'reset' }, /^stcontosoxfer\.blob\.core\.windows\.net could not be reached: \w+$/],
      [
        { status: 404, headers: { 'x-simulated-unresolved': HOST }, body: '' },
        /could not be reached: ENOTFOUND$/,
      ],
      [{ status: 200, body: '<html>sign in to the proxy</html>' }, /is no list of blobs$/],
      [{ status: 403, body: 'blocked by the proxy' }, /answered 403$/],
    ] as const) {
      const report = await look(ID, holding({}, { match: `GET ${HOST}/*`, ...rule }), IMPORT, LEAVE);
      expect(heldIn(report)).toMatchObject({
        'not-valid-now': 'no',
        'lacks-list': 'no',
        'former-key': 'unknown',
        'refused-here': 'unknown',
      });
      expect(sawIn(report, 'refused-here')).toMatch(saw);
    }
  });
});

describe('live and pasted', () => {
  const FORMS: Changes[] = [
    {},
    { fields: { sp: 'r', spr: '' }, token: { end: -1 } },
    { token: { kind: 'account' }, fields: { srt: 'o', sip: '203.0.113.7' } },
    { token: { kind: 'delegation', start: 1 } },
    {
      fields: { si: 'policy', sp: '', se: '', st: '' },
      account: { policies: { policy: { sp: 'rl', end: 9 } } },
    },
  ];

  test.each(FORMS.map((changes) => [JSON.stringify(changes), changes] as const))(
    '%s: one judgement',
    async (_name, changes) => {
      const live = await look(ID, holding(changes), { ...IMPORT, direction: 'import' }, LEAVE);
      const token = makeToken(
        {
          kind: 'container',
          key: 1,
          start: -30,
          end: 30,
          ...MADE,
          ...changes.token,
          fields: { ...(changes.fields as Record<string, string>) },
        },
        new Date(),
      );
      const { judged } = readPasted(
        readOutputs(redact(`$ az keyvault secret show\n"value": "?${token}"`).text),
        { direction: 'import' },
      );
      const told = judged.filter(({ check }) => check === 'transfer/sas');
      expect(told.length).toBeGreaterThan(5);
      const held = heldIn(live);
      // Storage tells of a stored policy what a paste cannot.
      expect(Object.fromEntries(told.map(({ statement }) => [statement, held[statement]]))).toEqual(
        Object.fromEntries(told.map(({ statement, holds }) => [statement, holds])),
      );
    },
  );
});

test('without leave nothing is read, and the way to do it oneself is told', async () => {
  const report = await look(ID, holding({}), IMPORT);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  expect(report.refused).toMatch(
    /^it would read a secret, which the operator has not allowed; the commands of this cause print the fields without the signature, and try the token from your own shell/,
  );
});
