import { execFile } from 'node:child_process';
import { appendFileSync, chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createAudit, MOST, type AuditOptions, type Question } from '../src/audit';
import type { Report } from '../src/checks/run';
import { createLive } from '../src/live';
import { permitBy, PolicySchema } from '../src/policy';
import { loadScenario } from '../src/practice/tenant/scenario';
import { startTenant } from '../src/practice/tenant/server';
import { openAuditFolder } from '../src/store/audit-folder';
import { BOT, CONTOSO } from './azure/simulated';
import { folderWith } from './helpers/folder';

const KIM = { id: '5b0c8f6e-1111-4222-8333-444455556666', tenant: '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10' };
const SAM = { ...KIM, id: '99999999-1111-4222-8333-444455556666' };
const DAY_MS = 24 * 60 * 60 * 1000;
const NOON = Date.parse('2026-11-21T12:00:00Z');

function questionOf(asker = KIM, more: Partial<Question> = {}): Question {
  const conversation = { kind: 'personal', id: 'a:1conversation' };
  return { asker, conversation, as: "the bot's managed identity", correlationId: 'c-1', ...more };
}

function reportOf(check: string, more: Partial<Report> = {}): Report {
  return { check, title: check, judged: [], learned: {}, events: [], timelines: [], ms: 12, ...more };
}

function opened(more: Partial<AuditOptions> = {}) {
  const folder = folderWith({});
  const clock = { ms: NOON };
  const faults: unknown[] = [];
  const written: string[] = [];
  const audit = createAudit({
    book: openAuditFolder(folder, 'one'),
    write: (line) => written.push(line),
    now: () => clock.ms,
    onFault: (error) => faults.push(error),
    ...more,
  });
  return { folder, clock, faults, written, audit, files: () => readdirSync(folder).sort() };
}

test('one record for each check: on standard output and in the file of the day', async () => {
  const { folder, audit, written } = opened();
  audit.watch(questionOf())(reportOf('registry/network'), { registry: CONTOSO });
  await audit.settled();
  const expected = {
    at: '2026-11-21T12:00:00.000Z',
    who: KIM,
    where: { kind: 'personal', id: expect.stringMatching(/^[0-9a-f]{16}$/) as string },
    what: 'registry/network',
    on: CONTOSO,
    as: "the bot's managed identity",
    result: 'not-applicable',
    durationMs: 12,
    correlationId: 'c-1',
  };
  expect(JSON.parse(written[0]!)).toEqual({ kind: 'audit', ...expected });
  const file = join(folder, 'audit-2026-11-21.one.jsonl');
  expect(
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toEqual([expected]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(written.join('')).not.toContain('a:1conversation');
});

test('live checks under a policy: what ran, what was refused, with whose rights', async () => {
  const { audit } = opened();
  const scenario = loadScenario('registry-public-access-off');
  const tenant = await startTenant(scenario);
  const policy = PolicySchema.parse({
    version: 1,
    allow: [{ who: '*', checks: ['registry/network'], registries: '*' }],
  });
  const live = createLive({
    asker: { as: 'application', tenantId: scenario.tenant.tenantId, ...BOT },
    simulator: tenant.address,
    lookups: tenant.lookups,
    onFault: (_check, error) => {
      throw error;
    },
    onReport: audit.watch(questionOf()),
    ...permitBy(policy, KIM),
  });
  for await (const report of live.run(['registry/network', 'registry/endpoint'], { registry: CONTOSO }))
    expect(report.ms).toBeGreaterThanOrEqual(0);
  await tenant.close();
  await audit.settled();
  const records = await audit.recordsOf(KIM, 1);
  expect(records.map(({ what, on, result }) => `${what} ${on ?? ''} ${result}`).sort()).toEqual([
    `registry/endpoint ${CONTOSO} refused`,
    `registry/network ${CONTOSO} problem`,
  ]);
});

test('people see their own records only, newest first, of the days asked, and not too many', async () => {
  const { audit, clock } = opened();
  for (const day of [0, 1, 2]) {
    clock.ms = NOON + day * DAY_MS;
    for (const asker of [KIM, SAM, { ...KIM, tenant: SAM.id }]) {
      audit.watch(questionOf(asker))(reportOf(`registry/day-${day}-a`), {});
      audit.watch(questionOf(asker))(reportOf(`registry/day-${day}-b`), {});
    }
  }
  await audit.settled();
  const whats = async (days: number) => (await audit.recordsOf(KIM, days)).map(({ what }) => what.slice(9));
  expect(await whats(1)).toEqual(['day-2-b', 'day-2-a']);
  expect(await whats(2)).toEqual(['day-2-b', 'day-2-a', 'day-1-b', 'day-1-a']);
  expect(await whats(30)).toHaveLength(6);
  expect(await audit.recordsOf({ id: '', tenant: '' }, 30)).toEqual([]);
  for (let n = 0; n < MOST + 50; n++) audit.watch(questionOf())(reportOf(`registry/n-${n}`), {});
  await audit.settled();
  const many = await audit.recordsOf(KIM, 30);
  expect([many.length, many[0]?.what]).toEqual([MOST, `registry/n-${MOST + 49}`]);
});

test('days beyond the retention are dropped, the others stay', async () => {
  const { audit, clock, files } = opened({ retentionDays: 30 });
  for (const day of [0, 29, 30]) {
    clock.ms = NOON + day * DAY_MS;
    audit.watch(questionOf())(reportOf('registry/network'), {});
  }
  await audit.settled();
  expect(await audit.sweep()).toBe(0);
  clock.ms += DAY_MS;
  expect(await audit.sweep()).toBe(1);
  expect(files()).toEqual(['audit-2026-12-20.one.jsonl', 'audit-2026-12-21.one.jsonl']);
  expect(await audit.sweep()).toBe(0);
});

test('half a line of a killed process and foreign lines harm nothing', async () => {
  const { folder, audit } = opened();
  const file = join(folder, 'audit-2026-11-21.one.jsonl');
  writeFileSync(file, '{"at":"2026-11-21T11:00:00Z","who":{"id"');
  audit.watch(questionOf())(reportOf('registry/network'), {});
  await audit.settled();
  appendFileSync(file, `7\n{"who":{"id":"${KIM.id}","tenant":"${KIM.tenant}"}}\n\n`);
  expect((await audit.recordsOf(KIM, 1)).map(({ what }) => what)).toEqual(['registry/network']);
});

/** Adds records of a process of its own, each with the time it has there. */
const ADDER = `
const { openAuditFolder } = require('./dist/src/store/audit-folder');
const { createAudit } = require('./dist/src/audit');
const [folder, name] = process.argv.slice(1);
const audit = createAudit({ book: openAuditFolder(folder), now: Date.now, onFault: (error) => { throw error; } });
const asker = ${JSON.stringify(KIM)};
const record = audit.watch({ asker, conversation: { kind: 'personal', id: 'a' }, as: 'you', correlationId: 'c' });
(async () => {
  for (let n = 0; n < 150; n++) {
    record({ check: name + '/' + n, title: '', judged: [], learned: {}, events: [], timelines: [], ms: 1 }, {});
    await audit.settled();
  }
})();
`;

test('two processes over one folder: each has a file, and all records are read, newest first', async () => {
  const folder = folderWith({ 'audit-2026-11-20.jsonl': '' });
  const add = (name: string) => promisify(execFile)(process.execPath, ['-e', ADDER, folder, name]);
  await Promise.all([add('one'), add('two')]);
  const day = new Date().toISOString().slice(0, 10);
  const names = readdirSync(folder).filter((name) => name.startsWith(`audit-${day}.`));
  expect(names).toHaveLength(2);
  const book = openAuditFolder(folder);
  expect(await book.days()).toEqual(['2026-11-20', day].sort());
  const read: string[] = [];
  for await (const line of book.lines(day)) read.push((JSON.parse(line) as { at: string; what: string }).at);
  expect(read).toHaveLength(300);
  expect(read).toEqual([...read].sort());
  const own = await createAudit({ book, now: Date.now, onFault: () => undefined }).recordsOf(KIM, 2);
  expect(own).toHaveLength(MOST);
  expect(new Set(own.map(({ what }) => what.split('/')[0]))).toEqual(new Set(['one', 'two']));
  await book.drop(day);
  expect(await book.days()).toEqual(['2026-11-20']);
});

test('a book that cannot be written is told; the line on standard output is there', async () => {
  const broken = { append: () => Promise.reject(new Error('disk full')) };
  const { folder, audit, faults, written } = opened();
  const failing = createAudit({
    book: { ...openAuditFolder(folder), ...broken },
    write: (line) => written.push(line),
    now: () => NOON,
    onFault: (error) => faults.push(error),
  });
  failing.watch(questionOf())(reportOf('registry/network'), {});
  failing.watch(questionOf())(reportOf('registry/endpoint'), {});
  await failing.settled();
  expect([faults.map(String), written.length]).toEqual([['Error: disk full', 'Error: disk full'], 2]);
  audit.watch(questionOf())(reportOf('registry/network'), {});
  await audit.settled();
  chmodSync(folder, 0o700);
  expect(await audit.recordsOf(KIM, 1)).toHaveLength(1);
});

test('seeded secrets appear in no record, wherever they come in', async () => {
  const jwt = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"oid":"x","aud":"y"}').toString('base64url')}.c2lnbmF0dXJlLXNpZ25hdHVyZQ`;
  const secrets = [jwt, 'Qx8~abcDEFghiJKLmnoPQRstuVWXyz0123456789', 's3cretValue-0123456789'];
  const { folder, audit, written } = opened();
  const paste = `docker login -u x -p ${secrets[2]}\nAuthorization: Bearer ${jwt}\nAZURE_CLIENT_SECRET=${secrets[1]}`;
  const hostile = reportOf(`registry/network ${paste}`, {
    judged: [
      {
        check: 'x',
        statement: 's',
        holds: 'yes',
        saw: paste,
        vantage: 'bot',
        about: 'registry',
        changedBy: [],
        subject: paste,
      },
    ],
    learned: { registry: paste },
    refused: paste,
  });
  const question = questionOf(
    { id: `x ${paste}`, tenant: paste },
    { as: paste, correlationId: paste, conversation: { kind: paste, id: paste } },
  );
  audit.watch(question)(hostile, { registry: paste, repository: paste, principalId: paste });
  await audit.settled();
  const all = written.join('') + readFileSync(join(folder, 'audit-2026-11-21.one.jsonl'), 'utf8');
  expect(all).toContain('"what":"registry/network');
  for (const secret of secrets) expect(all).not.toContain(secret);
  expect(all.trimEnd().split('\n')).toHaveLength(2);
});
