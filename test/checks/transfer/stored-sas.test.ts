import { heldIn, look, sawIn } from '../look';
import { HOST, holding, ID, LEAVE, lookAt, troubleIn, type Changes } from './storing';
import { EXPORT, IMPORT } from './transferring';

describe('healthy', () => {
  test.each([
    ['rl of a container, for an import', {}, IMPORT],
    ['rwla, for an export', {}, EXPORT],
    ['rl of the account', { token: { kind: 'account' } }, IMPORT],
    ['rl signed by Entra', { token: { kind: 'delegation' } }, IMPORT],
    ['without a question mark', { secret: { value: '<token>' } }, IMPORT],
    [
      'a stored access policy that allows it',
      { fields: { si: 'p', sp: '', se: '', st: '' }, account: { policies: { p: { sp: 'rl', end: 5 } } } },
      IMPORT,
    ],
  ])('%s: nothing to say but that it works', async (_name, changes, params) => {
    const report = await lookAt(changes, params);
    expect(troubleIn(report).filter((one) => one !== 'stored-policy')).toEqual([]);
    expect(heldIn(report)).toMatchObject({
      'other-or-altered': 'no',
      'not-valid-now': 'no',
      'lacks-list': 'no',
      'refused-here': 'no',
    });
    expect(sawIn(report, 'refused-here')).toBe(`${HOST} listed the container with the token`);
  });

  test('what one call asks: the secret once, one blob at most, nothing written', async () => {
    const calls: string[] = [];
    const limits = {
      onCall: ({ service, method, outcome }: { service: string; method: string; outcome: string }) =>
        calls.push(`${service} ${method} ${outcome}`),
    };
    await look(ID, holding({}), IMPORT, { ...LEAVE, ...limits });
    expect(calls.filter((call) => /^(?:vault|blob)/.test(call))).toEqual(['vault GET 200', 'blob GET 200']);
  });

  test('a pipeline in the mode ManagedIdentity has no token', async () => {
    const more = { pipelines: { fromlab: { mode: 'ManagedIdentity' } } };
    expect(new Set(Object.values(heldIn(await lookAt({ more }))))).toEqual(new Set(['not-applicable']));
  });
});

describe('each defect, named', () => {
  test.each<[string, Changes, string[], RegExp]>([
    [
      'no list',
      { fields: { sp: 'r' } },
      ['lacks-list', 'lacks-permission', 'refused-here'],
      /403 AuthorizationPermissionMismatch$/,
    ],
    [
      'expired',
      { token: { end: -1 } },
      ['expired', 'not-valid-now', 'refused-here'],
      /not valid at this time$/,
    ],
    [
      'not yet valid',
      { token: { start: 1 } },
      ['not-valid-now', 'not-yet-valid', 'refused-here'],
      /not valid at this time$/,
    ],
    [
      'of a key that was made anew',
      { account: { key: 2, keyMadeAt: '-6h' } },
      ['former-key', 'refused-here'],
      /the signature did not match$/,
    ],
    [
      'of an account, by a key that was made anew',
      { token: { kind: 'account' }, account: { key: 2, keyMadeAt: '-6h' } },
      ['former-key', 'refused-here'],
      /the signature did not match$/,
    ],
    [
      'of another container',
      { token: { container: 'elsewhere' } },
      ['other-or-altered', 'refused-here'],
      /the signature did not match$/,
    ],
    [
      'of another account',
      { token: { account: 'stother' } },
      ['other-or-altered', 'refused-here'],
      /the signature did not match$/,
    ],
    [
      'cut off',
      { secret: { value: '?<token>%2' } },
      ['other-or-altered', 'refused-here'],
      /the signature did not match$/,
    ],
    ['with quotes', { secret: { value: '"?<token>"' } }, ['more-than-token'], /listed/],
    [
      'with its address',
      { secret: { value: `https://${HOST}/transfer?<token>` } },
      ['more-than-token'],
      /listed/,
    ],
    ['with a line break', { secret: { value: '?<token>\n' } }, ['more-than-token'], /listed/],
    [
      'an account SAS without containers',
      { token: { kind: 'account' }, fields: { srt: 'so' } },
      ['account-scope', 'refused-here'],
      /AuthorizationResourceTypeMismatch$/,
    ],
    [
      'an account SAS of files',
      { token: { kind: 'account' }, fields: { ss: 'f' } },
      ['account-scope', 'refused-here'],
      /AuthorizationServiceMismatch$/,
    ],
    [
      'bound to an address',
      { fields: { sip: '203.0.113.7' } },
      ['ip-bound', 'refused-here'],
      /AuthorizationSourceIPMismatch, asked from the bot's place$/,
    ],
    ['http too', { fields: { spr: 'https,http' } }, ['not-https-only'], /listed/],
    [
      'of a policy that is gone',
      { fields: { si: 'p', sp: '', se: '' } },
      ['policy-gone', 'refused-here', 'stored-policy'],
      /the stored access policy was not found$/,
    ],
    [
      'of a policy without list',
      { fields: { si: 'p', sp: '', se: '' }, account: { policies: { p: { sp: 'r', end: 5 } } } },
      ['lacks-list', 'lacks-permission', 'refused-here', 'stored-policy'],
      /AuthorizationPermissionMismatch$/,
    ],
    [
      'of a policy that has ended',
      { fields: { si: 'p', sp: '', se: '' }, account: { policies: { p: { sp: 'rl', end: -1 } } } },
      ['not-valid-now', 'refused-here', 'stored-policy'],
      /not valid at this time$/,
    ],
    [
      'where shared keys are off',
      { account: { allowSharedKeyAccess: false } },
      ['refused-here', 'shared-key-refused'],
      /KeyBasedAuthenticationNotPermitted$/,
    ],
    [
      'where the container is gone',
      { account: { containers: { transfer: null } } },
      ['container-missing', 'refused-here'],
      /404 ContainerNotFound$/,
    ],
    [
      'behind network rules',
      { account: { defaultAction: 'Deny' } },
      ['refused-here'],
      /AuthorizationFailure, asked from the bot's place$/,
    ],
  ])('%s', async (_name, changes, trouble, saw) => {
    const report = await lookAt(changes);
    expect(troubleIn(report)).toEqual(trouble);
    expect(sawIn(report, 'refused-here')).toMatch(saw);
  });

  test.each([
    ['an empty value', ''],
    ['an account key', `${'aB3dE5fG7hJ9kL1mN3pQ'.repeat(4)}rS5tU7==`],
    ['a token whose signature was left out', 'sv=2022-11-02&sr=c&sp=rl&se=2099-01-01T00:00:00Z'],
  ])('%s is no token, and nothing is tried', async (_name, value) => {
    const report = await lookAt({ secret: { value } });
    expect(troubleIn(report)).toEqual(['no-token']);
    expect(heldIn(report)).toMatchObject({ 'not-valid-now': 'unknown', 'refused-here': 'unknown' });
    expect(JSON.stringify(report)).not.toContain('aB3dE5fG7hJ9');
  });

  test('a disabled secret, a missing one, and a version that is not there', async () => {
    const disabled = await lookAt({ secret: { enabled: false } });
    expect([troubleIn(disabled), heldIn(disabled)['not-valid-now']]).toEqual([
      ['secret-disabled'],
      'unknown',
    ]);
    const gone = await lookAt({ more: { pipelines: { fromlab: { secret: 'other' } } } });
    expect([troubleIn(gone), heldIn(gone)['secret-disabled']]).toEqual([['secret-missing'], 'unknown']);
    const version = await lookAt({
      more: { pipelines: { fromlab: { secret: `acrimportsas/${'0'.repeat(32)}` } } },
    });
    expect(troubleIn(version)).toEqual(['secret-missing']);
  });
});
