import { readPasted } from '../../../src/checks/pasted';
import type { Params } from '../../../src/checks/check';
import { extractSas } from '../../../src/parse/extract/sas';
import { readOutputs } from '../../../src/parse/output/read-outputs';
import { redact } from '../../../src/redact/redact';
import { loadScenario } from '../../../src/practice/tenant/scenario';
import { diagnoseTexts } from '../../helpers/diagnose';
import { heldIn, look, PULLED, sawIn } from '../look';

const ID = 'transfer/sas';
const DAY = 86_400_000;
const NOW = Date.now();
const day = (days: number) => new Date(NOW + days * DAY).toISOString().slice(0, 19) + 'Z';
const SIG = 'sig=qZ1xW2eR3tY4uI5oP6aS7dF8gH9jK0lZ%2B1xC2vB3nM%3D';

/** A container's token as the documented command makes it, with other fields. */
function token(changes: Record<string, string | undefined> = {}): string {
  const fields: Record<string, string | undefined> = {
    ...{ sv: '2022-11-02', sr: 'c', sp: 'rl', st: day(-2), se: day(30), spr: 'https' },
    ...changes,
  };
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return `?${[...parts, SIG].join('&')}`;
}

async function lookAt(text: string, params: Params = {}, scenario: Parameters<typeof look>[1] = 'healthy') {
  const { sas } = extractSas(redact(text).text);
  return look(ID, scenario, { ...params, ...(sas ? { sas } : {}) });
}

const ACCOUNT = { sr: undefined, ss: 'b', srt: 'sco' };
const IMPORT: Params = { ...PULLED, importPipeline: 'fromlab' };
const EXPORT: Params = { direction: 'export' };

describe('healthy tokens', () => {
  test('the rl token of an import whose pipeline keeps the blob', async () => {
    expect(heldIn(await lookAt(token(), IMPORT))).toEqual({
      'lacks-permission': 'no',
      'lacks-delete': 'no',
      'lacks-list': 'no',
      'account-scope': 'no',
      'not-the-container': 'no',
      expired: 'no',
      'not-yet-valid': 'no',
      'key-expired': 'not-applicable',
      'not-valid-now': 'no',
      'not-https-only': 'no',
      'ip-bound': 'no',
      'stored-policy': 'no',
      'signed-with-account-key': 'yes',
    });
  });

  test('the same with the options not known: read and list are enough, delete stays open', async () => {
    const held = heldIn(await lookAt(token(), { direction: 'import' }));
    expect(held).toMatchObject({ 'lacks-permission': 'no', 'lacks-delete': 'unknown' });
  });

  test.each([
    ['account SAS of an export', { ...ACCOUNT, sp: 'rwla' }, EXPORT],
    ['letters in another order', { ...ACCOUNT, srt: 'ocs', ss: 'bfqt', sp: 'alwr' }, EXPORT],
    [
      'user delegation SAS',
      { skoid: 'x', sktid: 'y', skt: day(-1), ske: day(5), sks: 'b', skv: '2022-11-02' },
      IMPORT,
    ],
  ])('%s', async (_name, fields, params) => {
    const { judged } = await lookAt(token(fields), params);
    const wrong = judged.filter(
      ({ holds, statement }) => holds === 'yes' && statement !== 'signed-with-account-key',
    );
    expect(wrong).toEqual([]);
    expect(judged.find(({ statement }) => statement === 'lacks-permission')?.holds).toBe('no');
  });
});

describe('each defect of the troubleshooting page, by the kind of the token', () => {
  test.each<[string, Record<string, string | undefined>, Params, string, RegExp]>([
    [
      'export without write',
      { sp: 'rla' },
      EXPORT,
      'lacks-permission',
      /lacks w \(write\), which an export needs/,
    ],
    ['export without read and add', { sp: 'wl' }, EXPORT, 'lacks-permission', /lacks r \(read\), a \(add\)/],
    ['import without list', { sp: 'r' }, IMPORT, 'lacks-permission', /lacks l \(list\)/],
    ['no list, for a trigger', { sp: 'r' }, IMPORT, 'lacks-list', /sp=r$/],
    [
      'account SAS without containers',
      { ...ACCOUNT, srt: 'so' },
      IMPORT,
      'account-scope',
      /without c in srt/,
    ],
    [
      'account SAS without blobs',
      { ...ACCOUNT, ss: 'f' },
      IMPORT,
      'account-scope',
      /without b \(blob\) in ss/,
    ],
    ['token of one blob', { sr: 'b' }, IMPORT, 'not-the-container', /sr=b/],
    ['expired', { se: day(-1) }, IMPORT, 'expired', /has passed/],
    ['expired', { se: day(-1) }, IMPORT, 'not-valid-now', /^se=.* has passed/],
    ['not yet valid', { st: day(1) }, IMPORT, 'not-yet-valid', /^st=/],
    ['not yet valid', { st: day(1) }, IMPORT, 'not-valid-now', /^st=/],
    ['delegation key over', { skoid: 'x', ske: day(-1) }, IMPORT, 'key-expired', /^ske=/],
    ['delegation key over', { skoid: 'x', ske: day(-1) }, IMPORT, 'not-valid-now', /^ske=/],
    ['http too', { spr: 'https,http' }, IMPORT, 'not-https-only', /spr=https,http/],
    ['no protocol', { spr: undefined }, IMPORT, 'not-https-only', /no spr/],
    ['bound to an address', { sip: '203.0.113.0-203.0.113.9' }, IMPORT, 'ip-bound', /sip=203/],
    [
      'a stored policy',
      { si: 'transfer', sp: undefined, se: undefined },
      IMPORT,
      'stored-policy',
      /si=transfer/,
    ],
  ])('%s: %s', async (_name, fields, params, statement, saw) => {
    const report = await lookAt(token(fields), params);
    expect(heldIn(report)[statement]).toBe('yes');
    expect(sawIn(report, statement)).toMatch(saw);
    expect(JSON.stringify(report)).not.toContain('qZ1xW2');
  });

  test('a time that passed only after the failure is said to have passed since', async () => {
    const { judged } = await lookAt(token({ se: day(-1) }), { ...IMPORT, failedAt: day(-3) });
    const expired = judged.find(({ statement }) => statement === 'expired');
    expect(expired).toMatchObject({ holds: 'yes', since: day(-1).replace('Z', '.000Z') });
  });
});

describe('delete, which an import needs only with DeleteSourceBlobOnSuccess', () => {
  const deleting = loadScenario('healthy');
  deleting.tenant.pipelines.fromlab!.options = ['OverwriteTags', 'DeleteSourceBlobOnSuccess'];

  test.each([
    ['rl', 'yes'],
    ['rld', 'no'],
  ])('sp=%s on a pipeline with it: %s', async (sp, holds) => {
    const held = heldIn(await lookAt(token({ sp }), IMPORT, deleting));
    expect(held).toMatchObject({ 'lacks-delete': holds, 'lacks-permission': holds });
  });

  test('no delete on an export', async () => {
    expect(heldIn(await lookAt(token({ sp: 'rwla' }), EXPORT))['lacks-delete']).toBe('not-applicable');
  });
});

describe('what a token does not tell stays open', () => {
  test('a stored policy may hold permissions and times', async () => {
    const held = heldIn(
      await lookAt(token({ si: 'p', sp: undefined, se: undefined, st: undefined }), IMPORT),
    );
    expect(held).toMatchObject({
      'lacks-permission': 'unknown',
      expired: 'unknown',
      'not-valid-now': 'unknown',
    });
  });

  test('export or import not known: rl is enough for one and not for the other', async () => {
    expect(heldIn(await lookAt(token()))['lacks-permission']).toBe('unknown');
    expect(heldIn(await lookAt(token({ sp: 'wla' })))['lacks-permission']).toBe('yes');
  });

  test('a key that was changed cannot be seen: the signature is not even kept', async () => {
    const { sas } = extractSas(token());
    expect(Object.keys(sas ?? {})).not.toContain('sig');
    const statements = Object.keys(heldIn(await lookAt(token(), IMPORT)));
    expect(statements.filter((name) => /rotat|changed|signature/.test(name))).toEqual([]);
  });

  test('cut off in the middle', async () => {
    const held = heldIn(
      await look(ID, 'healthy', { direction: 'import', sas: { sv: '2022-11-02', ss: 'b' } }),
    );
    expect(held).toMatchObject({
      'lacks-permission': 'unknown',
      expired: 'unknown',
      'account-scope': 'unknown',
    });
  });
});

describe('pasted', () => {
  const bad = token({ sp: 'r', se: day(-1), spr: undefined });
  const lines = bad.replace(/[?&]/g, '\n').replace(/\nsig=\S+/, '');

  test.each([
    ['alone', bad],
    ['in a sentence', `our secret holds ${bad} since May`],
    [
      'as the vault prints it',
      `{"attributes": {}, "id": "https://v.vault.azure.net/secrets/s/1", "value": "${bad}"}`,
    ],
    [
      'a field on each line',
      `$ az keyvault secret show --name s --query value -o tsv | tr '?&' '\\n'${lines}`,
    ],
    ['made just now', `$ az storage container generate-sas --name c -o tsv\n"${bad.slice(1)}"`],
  ])('%s: the same as live', async (name, text) => {
    const params: Params = { direction: 'import' };
    const prefix = name === 'as the vault prints it' ? '$ az keyvault secret show --name s\n' : '';
    const { judged } = readPasted(readOutputs(redact(prefix + text).text), params);
    const live = await lookAt(bad, params);
    const told = Object.entries(heldIn(live)).filter(([, holds]) => holds === 'yes' || holds === 'no');
    expect(Object.fromEntries(judged.map(({ statement, holds }) => [statement, holds]))).toEqual(
      Object.fromEntries(told),
    );
  });

  test('with the pipeline beside it, whose options decide', () => {
    const pipeline = {
      id: '/subscriptions/x/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/contoso/importPipelines/p',
      name: 'p',
      options: ['DeleteSourceBlobOnSuccess'],
      source: { storageAccessMode: 'SasToken' },
    };
    const text = `$ az acr import-pipeline show --name p\n${JSON.stringify(pipeline)}\n$ az keyvault secret show\n${token()}`;
    const { judged } = readPasted(readOutputs(text), {});
    expect(judged.find(({ statement }) => statement === 'lacks-delete')).toMatchObject({ holds: 'yes' });
  });

  test("a registry's own link to a layer is no transfer's token", () => {
    const link =
      'Get "https://weumanaged47.blob.core.windows.net/1c2d//docker/registry/v2/blobs/sha256/9b/9b1f/data?se=2024-12-12T10%3A51%3A55Z&sig=REDACTED&sp=r&spr=https&sr=b&sv=2018-03-28": i/o timeout';
    expect(readPasted(readOutputs(link), {}).judged).toEqual([]);
  });

  test('after the error of a run: the expired token is the cause', async () => {
    const error =
      '"pipelineRunErrorMessage": "Failed to access storage stcontosoxfer. Status: 403 ErrorCode: AuthenticationFailed"';
    const { answers } = await diagnoseTexts(
      error,
      token({ st: '2026-05-01T00:00:00Z', se: '2026-10-01T00:00:00Z' }),
    );
    const causes = Object.fromEntries(answers[0]!.causes.map(({ cause, verdict }) => [cause, verdict]));
    expect(causes['transfer-sas-not-valid-now']).toBe('confirmed');
    expect(causes['account-sas-without-all-resource-types']).toBe('ruled-out');
  });
});
