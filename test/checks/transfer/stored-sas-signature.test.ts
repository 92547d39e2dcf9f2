import type { Rule } from '../../../src/practice/tenant/rule';
import { linkFindings } from '../../../src/verdict/link';
import { theCatalogue } from '../../helpers/knowledge';
import { heldIn, look, sawIn } from '../look';
import { HOST, holding, ID, LEAVE, lookAt, type Changes } from './storing';
import { IMPORT } from './transferring';

describe('a signature that does not match', () => {
  const MISMATCH = { status: 403, headers: { 'x-ms-error-code': 'AuthenticationFailed' } };
  const refusing = (detail: string): Rule => ({
    match: `GET ${HOST}/transfer*`,
    ...MISMATCH,
    body: `<Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.</Message>${detail}</Error>`,
  });

  test('a key made after the token was stored is the reason, since then', async () => {
    const report = await lookAt({ account: { key: 2, keyMadeAt: '-6h' } });
    const { since = '', saw } = report.judged.find(({ statement }) => statement === 'former-key')!;
    expect(Date.now() - Date.parse(since)).toBeGreaterThan(5.9 * 3_600_000);
    expect(Date.now() - Date.parse(since)).toBeLessThan(6.1 * 3_600_000);
    expect(saw).toMatch(/the newest account key was made .* UTC, the token was stored .* UTC$/);
    expect(heldIn(report)['other-or-altered']).toBe('unknown');
  });

  test('a token that begins before its keys were made, and was stored after: not known which', async () => {
    const held = heldIn(
      await lookAt({
        token: { key: 1, start: -60 },
        secret: { storedAt: '-5d' },
        account: { key: 2, keyMadeAt: '-10d' },
      }),
    );
    expect(held).toMatchObject({ 'former-key': 'unknown', 'other-or-altered': 'unknown' });
  });

  test('an account that tells no ages: not known which', async () => {
    const account: Rule = {
      match: 'GET management.azure.com/*/storageAccounts/stcontosoxfer',
      status: 403,
      body: {},
    };
    const scenario = holding({ account: { key: 2 } }, account);
    const report = await look(ID, scenario, IMPORT, LEAVE);
    expect(heldIn(report)).toMatchObject({
      'former-key': 'unknown',
      'other-or-altered': 'unknown',
      'refused-here': 'yes',
    });
    expect(sawIn(report, 'former-key')).toMatch(/whether a key is newer than the token is not told$/);
  });

  test('one that Entra signed is not of an account key', async () => {
    const held = heldIn(await lookAt({ token: { kind: 'delegation', key: 9 } }));
    expect(held).toMatchObject({ 'former-key': 'not-applicable', 'other-or-altered': 'unknown' });
  });

  test('without a detail, what the fields leave: the signature where times hold, else the times', async () => {
    const account = { key: 2, keyMadeAt: '-6h' };
    const sound = await look(ID, holding({ account }, refusing('')), IMPORT, LEAVE);
    expect(heldIn(sound)['former-key']).toBe('yes');
    const late = await look(ID, holding({ account, token: { end: -1 } }, refusing('')), IMPORT, LEAVE);
    expect(heldIn(late)).toMatchObject({ 'former-key': 'unknown', 'not-valid-now': 'yes' });
    const policy = await look(ID, holding({ account, fields: { si: 'p' } }, refusing('')), IMPORT, LEAVE);
    expect(heldIn(policy)['former-key']).toBe('unknown');
  });

  test("storage's clock goes before the bot's", async () => {
    const detail =
      '<AuthenticationErrorDetail>Signature not valid in the specified time frame: Start [x]</AuthenticationErrorDetail>';
    const held = heldIn(await look(ID, holding({}, refusing(detail)), IMPORT, LEAVE));
    expect(held).toMatchObject({ expired: 'no', 'not-valid-now': 'yes', 'former-key': 'unknown' });
  });
});

describe('time: what was stored after the failure proves nothing about it', () => {
  const failedAt = new Date(Date.now() - 3 * 86_400_000).toISOString();
  const { symptoms } = theCatalogue();
  async function effects(changes: Changes) {
    const { judged } = await lookAt(changes, { ...IMPORT, failedAt });
    const own = symptoms.filter(({ id }) => id === 'transfer/storage-forbidden');
    const now = new Date().toISOString();
    const found = linkFindings(judged, own, { facts: IMPORT, at: failedAt, events: [] }, now);
    return Object.fromEntries(found.map(({ cause, effect, saw }) => [cause, `${effect}: ${saw}`]));
  }

  test('a sound token rules out what it is sound in, if it was there then', async () => {
    expect((await effects({}))['transfer-storage-key-changed']).toMatch(/^rules-out/);
    const later = await effects({ secret: { storedAt: '-1d' } });
    expect(later['transfer-storage-key-changed']).toMatch(/^notes: .*so only since .*, after the failure\)$/);
    expect(later['transfer-sas-lacks-permission']).toMatch(/^notes/);
  });

  test('a bad one confirms, if it was there then', async () => {
    expect((await effects({ fields: { sp: 'l' } }))['transfer-sas-lacks-permission']).toMatch(/^confirms/);
    expect(
      (await effects({ fields: { sp: 'l' }, secret: { storedAt: '-1d' } }))['transfer-sas-lacks-permission'],
    ).toMatch(/^notes/);
  });

  test('a key that was made anew after the failure was not its reason', async () => {
    const rotated = (keyMadeAt: string) => effects({ account: { key: 2, keyMadeAt } });
    expect((await rotated('-4d'))['transfer-storage-key-changed']).toMatch(/^confirms/);
    expect((await rotated('-1h'))['transfer-storage-key-changed']).toMatch(/^notes: .*after the failure\)$/);
  });
});
