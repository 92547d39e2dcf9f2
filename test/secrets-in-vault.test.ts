import { join } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';
import { createAudit } from '../src/audit';
import { openCase } from '../src/case';
import { renderAnswerCard } from '../src/cards/answer';
import { renderHandOff } from '../src/cards/hand-off';
import { renderText } from '../src/cards/text';
import { createExamine } from '../src/examine';
import { createLive, rightsOf } from '../src/live';
import { permitBy, PolicySchema } from '../src/policy';
import type { Rule } from '../src/practice/tenant/rule';
import { startTenant } from '../src/practice/tenant/server';
import { createLog } from '../src/service/log';
import { openAuditFolder } from '../src/store/audit-folder';
import { BOT } from './azure/simulated';
import { HOST, holding } from './checks/transfer/storing';
import { IMPORT } from './checks/transfer/transferring';
import { folderWith } from './helpers/folder';
import { theCatalogue } from './helpers/knowledge';

/** A token in the key vault: whatever vault and storage do with it, nothing of its signature comes out. */
const SIGNATURE = 'leakVault1eR3tY4uI5oP6aS7dF8gH9jK0lZxC1vB2nM%3D';
const FIELDS = 'sv=2022-11-02&sr=c&sp=rl&st=2026-01-01T00%3A00%3A00Z&se=2099-01-01T00%3A00%3A00Z&spr=https';
const TOKEN = `?${FIELDS}&sig=${SIGNATURE}`;
/** Any ten characters in a row, from the beginning, the middle or the end, and the address it is sent with. */
const PIECES = ['leakVault1', 'aS7dF8gH9j', 'xC1vB2nM', 'sv=2022-11-02&'];
const KIM = { id: '5b0c8f6e-1111-4222-8333-444455556666', tenant: '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10' };

const url = `https://${HOST}/transfer?restype=container&comp=list&${TOKEN.slice(1)}`;
const quoting = (status: number): Omit<Rule, 'match'> => ({
  status,
  headers: { 'x-ms-error-code': 'AuthenticationFailed' },
  body: `<Error><Message>Server failed to authenticate the request ${url}</Message><AuthenticationErrorDetail>Signature did not match ${url}</AuthenticationErrorDetail></Error>`,
});
const TROUBLES: [string, Omit<Rule, 'match'>][] = [
  ['half an answer', { fault: 'half' }],
  ['no JSON', { fault: 'bad-json' }],
  ['a reset', { fault: 'reset' }],
  ['silence', { fault: 'hang' }],
  ['a refusal that quotes it', quoting(403)],
  ['a fault that quotes it', quoting(500)],
  ['another form that quotes it', { body: { value: [TOKEN], error: { code: TOKEN, message: url } } }],
  ['a redirect to its address', { status: 302, headers: { location: url }, body: '' }],
  ['a host that does not resolve', { headers: { 'x-simulated-unresolved': HOST }, body: '' }],
];
const WAYS: [string, Rule[]][] = [
  ['nothing wrong but the signature', []],
  ...TROUBLES.flatMap(([name, rule]): [string, Rule[]][] => [
    [`the vault: ${name}`, [{ match: 'GET contoso-transfer.vault.azure.net/*', ...rule }]],
    [`storage: ${name}`, [{ match: `GET ${HOST}/transfer*`, ...rule }]],
  ]),
];

/** Everything that one diagnosis shows, returns, records and logs. */
async function everythingOf(symptom: string, rules: Rule[], revealSecrets: boolean) {
  const scenario = holding({ secret: { value: TOKEN } }, ...rules);
  const tenant = await startTenant(scenario);
  const out: unknown[] = [];
  const folder = folderWith({});
  const log = createLog('trace', (line) => out.push(line));
  const audit = createAudit({
    book: openAuditFolder(folder),
    write: (line) => out.push(line),
    now: Date.now,
    onFault: (error) => out.push(String(error)),
  });
  const asker = { as: 'application' as const, tenantId: scenario.tenant.tenantId, ...BOT };
  const rule = { who: '*', checks: '*', registries: '*', revealSecrets };
  const live = createLive({
    asker,
    simulator: tenant.address,
    lookups: tenant.lookups,
    limits: { callMs: 500, totalMs: 5000 },
    onFault: (check, error) =>
      log.error({ check, error: String(error), stack: (error as Error).stack }, 'fault'),
    onCall: (call) => out.push(call),
    onReport: audit.watch({
      ...{
        asker: KIM,
        conversation: { kind: 'personal', id: 'a:1' },
        as: rightsOf(asker),
        correlationId: 'c-1',
      },
    }),
    ...permitBy(PolicySchema.parse({ version: 1, allow: [rule] }), KIM),
  });
  try {
    const at = new Date().toISOString();
    const opened = openCase('case-1', KIM, at);
    const answers = [{ symptom, confidence: 0.97, because: [], how: 'anchor' as const }];
    const known = { ...opened, evidence: { facts: IMPORT, answers, redacted: [] } };
    for await (const found of createExamine(theCatalogue())(known, live, KIM, at))
      out.push(
        found,
        renderAnswerCard(found.result),
        renderText(found.result),
        renderHandOff(found.result, at),
      );
    await audit.settled();
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    return { out: JSON.stringify([out, files]), tenant, records: await audit.recordsOf(KIM, 1) };
  } finally {
    await tenant.close();
  }
}

const leaksIn = (text: string) => PIECES.filter((piece) => text.includes(piece));

test('the pieces are seen where nothing hides them', () => {
  expect(leaksIn(url)).toEqual(PIECES);
});

describe.each(WAYS)('%s', (_name, rules) => {
  test('nothing of the token in a card, case, result, log line, record or error', async () => {
    const printed: unknown[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((text) => Boolean(printed.push(String(text)))),
    );
    const { out, tenant } = await everythingOf('transfer/storage-forbidden', rules, true).finally(() =>
      spies.forEach((spy) => spy.mockRestore()),
    );
    expect(tenant.calls.some(({ host }) => host.includes('.vault.'))).toBe(true);
    expect(out).toContain('transfer-storage-key-changed');
    expect(leaksIn(out + printed.join(''))).toEqual([]);
  });
});

test('the audit says that it was read, by whom and as whom, and nothing of what', async () => {
  const { records, tenant } = await everythingOf('transfer/storage-forbidden', [], true);
  const own = records.filter(({ what }) => what === 'transfer/stored-sas');
  expect(own).toHaveLength(1);
  expect(own[0]).toMatchObject({
    who: KIM,
    as: "the bot's application",
    on: 'contosoprod7.azurecr.io',
    result: 'problem',
  });
  expect(tenant.calls.filter(({ query }) => query.includes('sig='))).toHaveLength(1);
});

test('without leave in the policy: neither vault nor storage is asked, and what is needed is said', async () => {
  const { out, records, tenant } = await everythingOf('transfer/storage-forbidden', [], false);
  expect(
    tenant.calls.filter(({ host, query }) => host.includes('.vault.') || query.includes('sig=')),
  ).toEqual([]);
  expect(records.find(({ what }) => what === 'transfer/stored-sas')?.result).toBe('refused');
  expect(out).toContain(
    "transfer/stored-sas reads a secret, for which the bot's policy needs revealSecrets: true",
  );
});
