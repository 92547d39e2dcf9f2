import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAudit } from '../src/audit';
import { readServiceConfig } from '../src/config';
import { createDiagnose, type Diagnose } from '../src/diagnose';
import { createLive, rightsOf } from '../src/live';
import { startTenant, type RunningTenant } from '../src/practice/tenant/server';
import { redact } from '../src/redact/redact';
import { RULES } from '../src/redact/rules';
import { openAuditFolder } from '../src/store/audit-folder';
import { openLmdbStore } from '../src/store/lmdb';
import type { Store } from '../src/store/store';
import type { Scenario } from '../src/practice/tenant/scenario';
import { BOT, disturbed } from './azure/simulated';
import { holding } from './checks/transfer/storing';
import { message } from './helpers/bot-framework';
import { folderWith } from './helpers/folder';
import { theCatalogue } from './helpers/knowledge';
import { startReceiver } from './helpers/otlp';
import { runService } from './helpers/service-process';
import { startTeamsService, TEAMS_CONFIG, type TeamsService } from './helpers/teams-service';

/** One made-up secret of each kind that is masked, in a form in which it stands in texts. `%` is the secret. */
const SEEDS: Record<string, { secret: string; form: string }> = {
  'private-key': {
    secret: 'MIIEvQleakIBADANBgkqhkiG9w0BAQEFAASCprivate',
    form: '-----BEGIN PRIVATE KEY-----%-----END PRIVATE KEY-----',
  },
  'json-web-token': { secret: 'eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiJsZWFrIn0.bGVhazEyMzQ1Njc4', form: 'token %' },
  'authorization-header': { secret: 'Y29udG9zbzpsZWFrLWF1dGhvcml6YXRpb24x', form: 'Authorization: Basic %' },
  'sas-signature': {
    secret: 'leakSas1eR3tY4uI5oP6aS7dF8gH9jK0lZxC1v%3D',
    form: 'https://stcontoso.blob.core.windows.net/t/a?sv=2022-11-02&sig=%',
  },
  'connection-string-key': { secret: 'leakConn5fG7hJ9kL1mN3pQ0aB2cD4', form: 'SharedAccessKey=%' },
  'docker-credentials': { secret: 'bGVhazpkb2NrZXJDcmVkZW50aWFscw', form: '{"auths":{"a":{"auth":"%"}}}' },
  'registry-password': { secret: 'Xk7vQ2mB9nR4tY6uI8oP1aS3dF5gH7jKlZxC+ACRAbCd3f', form: 'refused: %' },
  'entra-client-secret': { secret: 'abc8Q~leakClientSecretValue0123456789Ab', form: 'secret %' },
  'storage-account-key': { secret: `${'aB3dE5fG7hJ9kL1mN3pQ'.repeat(4)}rS5tU7==`, form: 'key %' },
  'github-token': { secret: 'ghp_leakLeakLeak0123456789abcdefABCD', form: 'with %' },
  'gitlab-token': { secret: 'glpat-leakLeakLeak0123456789', form: 'with %' },
  'npm-token': { secret: 'npm_leakLeakLeak0123456789abcdefABCDEF', form: 'with %' },
  'docker-hub-token': { secret: 'dckr_pat_leakLeakLeak0123456789', form: 'with %' },
  'aws-access-key': { secret: 'AKIALEAKLEAK01234567', form: 'with %' },
  'slack-token': { secret: 'xoxb-1234567890-leakLeakLeak', form: 'with %' },
  'password-in-url': { secret: 'leak-url-Passwort-4711', form: 'https://contoso:%@contoso.azurecr.io/v2/' },
  'password-in-command': {
    secret: 'leak-command-Passwort-4711',
    form: 'docker login contoso.azurecr.io -u contoso -p %',
  },
  'secret-in-variable': { secret: 'leak-variable-Passwort-4711', form: 'ACR_PASSWORD=%' },
  'password-in-text': { secret: 'leak-text-Passwort-4711', form: '"password": "%"' },
};
const LINES = Object.values(SEEDS).map(({ secret, form }) => form.replace('%', secret));
/** Any twelve characters in a row, from the beginning, the middle or the end, are a leak. */
const PIECES = Object.entries(SEEDS).flatMap(([kind, { secret }]) =>
  [0, Math.floor(secret.length / 2) - 6, secret.length - 12].map((at) => ({
    kind,
    piece: secret.slice(Math.max(0, at), Math.max(0, at) + 12),
  })),
);
const ALL = LINES.join('\n');
const EXAMPLE =
  'Failed to pull image "contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contosoprod7.azurecr.io/oauth2/token: 401 Unauthorized';

function leaksIn(where: string, found: string | Buffer): string[] {
  const bytes = typeof found === 'string' ? Buffer.from(found) : found;
  const kinds = PIECES.filter(({ piece }) => bytes.includes(piece)).map(({ kind }) => `${kind} in ${where}`);
  return [...new Set(kinds)];
}

test('a secret of every kind is seeded, seen where nothing masks it, and of its own kind', () => {
  expect(Object.keys(SEEDS).sort()).toEqual([...new Set(RULES.map(({ kind }) => kind))].sort());
  expect(leaksIn('', ALL)).toHaveLength(Object.keys(SEEDS).length);
});

const REFUSING = disturbed({
  match: '* *',
  status: 403,
  body: { error: { code: 'Leak', message: ALL } },
});

describe('the search finds a leak that is planted on purpose, where it is', () => {
  const [line = ''] = LINES;
  /** A run that leaves something behind in one place, as a forgotten mask would. */
  const PLANTS: readonly [string, (run: Run) => unknown, RegExp][] = [
    ['the log', ({ bot }) => bot.logged.push(`{"msg":"x","text":"${line}"}`), /^private-key in the log$/],
    [
      'a card',
      ({ bot }) =>
        bot.connector.sent.push({ method: 'POST', path: '', authorization: '', body: { text: line } }),
      /^private-key in a card$/,
    ],
    ['an answer over HTTP', ({ answers }) => answers.push(`500 ${line}`), /^private-key in an answer$/],
    [
      'the store, in a value',
      ({ store }) => store.put('case/planted', { text: line }),
      /^private-key in (?:the store: case\/planted|store\/data\.mdb)/,
    ],
    [
      'the store, in a value that was deleted',
      async ({ store }) => {
        await store.put('case/planted', { text: line });
        await store.delete('case/planted');
      },
      /^private-key in (?:the store: case\/planted|store\/data\.mdb)/,
    ],
    [
      'the audit',
      ({ folder }) =>
        openAuditFolder(join(folder, 'audit'), 'planted').append('2026-11-21', `{"who":"${line}"}`),
      /^private-key in audit\/audit-2026-11-21\.planted\.jsonl$/,
    ],
    [
      'telemetry',
      (run) =>
        fetch(`${run.receiver.address}/v1/traces`, { method: 'POST', body: JSON.stringify({ name: line }) }),
      /^private-key in telemetry$/,
    ],
    ['standard output', () => process.stdout.write(line), /^private-key in standard output$/],
    [
      'standard error',
      () => process.stderr.write(`Error: ${line}\n    at x`),
      /^private-key in standard output$/,
    ],
    ['a secret cut in half', ({ bot }) => bot.logged.push(line.slice(0, 45)), /^private-key in the log$/],
  ];
  test.each(PLANTS)('%s', async (_name, plant, found) => {
    const run = new Run();
    const restore = run.hear();
    try {
      await run.start();
      await run.say(EXAMPLE);
      expect(await run.search()).toEqual([]);
      await plant(run);
      const leaks = await run.search();
      expect(leaks.length).toBeGreaterThan(0);
      for (const leak of leaks) expect(leak).toMatch(found);
    } finally {
      restore();
      await run.stop();
    }
  });

  test('the words of a process that dies', async () => {
    const folder = folderWith({
      'dies.js': `setTimeout(() => { require('node:fs').writeSync(2, ${JSON.stringify(line)}); process.exit(1); }, 300);`,
    });
    const run = runService({
      ...{ PORT: '0', ACR_DOCTOR_STORE: join(folder, 'store'), ACR_DOCTOR_AUDIT: join(folder, 'audit') },
      NODE_OPTIONS: `--require=${join(folder, 'dies.js')}`,
    });
    await run.ended;
    expect(leaksIn('what it printed', run.output())).toEqual(['private-key in what it printed']);
  });
});

/** All that leaves the service, or stays behind it, in one run of it. */
class Run {
  readonly folder = folderWith({});
  readonly answers: string[] = [];
  readonly printed: string[] = [];
  readonly events: string[] = [];
  bot!: TeamsService;
  tenant!: RunningTenant;
  isStoreBroken = false;
  store!: Store;
  receiver!: Awaited<ReturnType<typeof startReceiver>>;

  /** Takes note of whatever this process prints. @returns stops that */
  hear(): () => void {
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((text) => {
        this.printed.push(typeof text === 'string' ? text : Buffer.from(text).toString());
        return true;
      }),
    );
    return () => spies.forEach((spy) => spy.mockRestore());
  }

  async stop(): Promise<void> {
    await this.bot.stop();
    await this.tenant.close();
    this.receiver.stop();
  }

  async start(scenario: Scenario = REFUSING, mayRevealSecrets = false): Promise<void> {
    this.receiver = await startReceiver();
    this.store = this.breakable(openLmdbStore(join(this.folder, 'store')));
    this.tenant = await startTenant(scenario);
    const audit = createAudit({
      book: openAuditFolder(join(this.folder, 'audit')),
      write: (line) => this.printed.push(line),
      now: Date.now,
      onFault: (error) => this.printed.push(String(error)),
    });
    const asker = { as: 'application' as const, tenantId: scenario.tenant.tenantId, ...BOT };
    const { address: simulator, lookups } = this.tenant;
    this.bot = await startTeamsService({
      config: { ...TEAMS_CONFIG, storeFolder: this.folder },
      store: this.store,
      audit,
      diagnose: throwing(createDiagnose(theCatalogue())),
      openLive: (signal, who) =>
        createLive({
          asker,
          simulator,
          lookups,
          signal,
          limits: { callMs: 500, totalMs: 2000 },
          mayRevealSecrets,
          onFault: (check, error) => this.events.push(`${check} ${String(error)}`),
          onReport: audit.watch({
            asker: who,
            conversation: { kind: 'personal', id: ALL },
            as: rightsOf(asker),
            correlationId: ALL,
          }),
        }),
    });
  }

  /** Every value that was written, also where later ones took its place. */
  readonly stored: string[] = [];

  /** A store that notes what it is given, and fails with it in its words, as a driver may. */
  private breakable(store: Store): Store {
    return {
      ...store,
      put: (key, value, options) => {
        this.stored.push(`${key} ${JSON.stringify(value)}`);
        return this.isStoreBroken && key.startsWith('case/')
          ? Promise.reject(new Error(`cannot write ${key}: ${ALL}`))
          : store.put(key, value, options);
      },
      create: (key, value, options) => {
        this.stored.push(`${key} ${JSON.stringify(value)}`);
        return store.create(key, value, options);
      },
    };
  }

  async say(text: string, parts: Record<string, unknown> = {}): Promise<void> {
    const response = await this.bot.post(message(this.bot.connector.url, text, { ...parts, ...this.place }));
    this.answers.push(`${response.status} ${await response.text()}`);
  }

  /** One conversation, so that a later message finds the case of an earlier one. */
  place: Record<string, unknown> = {};

  caseId(): string {
    return /"caseId":"([^"]+)"/.exec(JSON.stringify(this.bot.connector.sent))?.[1] ?? '';
  }

  async search(): Promise<string[]> {
    await this.bot.service.bot.settled();
    return [
      ...leaksIn('the log', this.bot.logged.join('\n')),
      ...leaksIn('a card', JSON.stringify(this.bot.connector.sent)),
      ...leaksIn('an answer', this.answers.join('\n')),
      ...this.stored.splice(0).flatMap((one) => leaksIn(`the store: ${one.slice(0, 30)}`, one)),
      ...leaksIn('standard output', this.printed.join('\n')),
      ...leaksIn('telemetry', this.receiver.text()),
      ...filesIn(this.folder).flatMap((file) => leaksIn(file, readFileSync(join(this.folder, file)))),
    ];
  }
}

function throwing(inner: Diagnose): Diagnose {
  return (known, input, asker, signal) => {
    if (input.text.includes('make it throw')) throw new Error(`cannot read ${input.text}\n${ALL}`);
    return inner(known, input, asker, signal);
  };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

describe('a whole run of the service', () => {
  const run = new Run();
  let restore: () => void;
  beforeAll(async () => {
    restore = run.hear();
    await run.start();
  });
  afterEach(() => (run.isStoreBroken = false));
  afterAll(async () => {
    restore();
    await run.stop();
  });

  test.each(LINES)('pasted alone and around an error: %#', async (line) => {
    run.place = {};
    await run.say(line);
    await run.say(`${line}\n${EXAMPLE}\n${line}`);
    await run.say(EXAMPLE.replace('401 Unauthorized', `401 Unauthorized ${line}`));
    await run.say(`pull of the frobnicator broke: ${line}`);
    await run.say(`/explain ${line}`);
    const html = `<p>${line.replaceAll('<', '&lt;')}</p><p>${EXAMPLE}</p>`;
    await run.say(`${line} ${EXAMPLE}`, { attachments: [{ contentType: 'text/html', content: html }] });
    expect(run.answers.at(-1)).toMatch(/^200/);
    expect(await run.search()).toEqual([]);
  });

  test.each(Object.values(SEEDS).map(({ secret, form }) => [form.replace('%', secret), secret]))(
    'in what buttons carry: %#',
    async (line, secret) => {
      const caseId = run.caseId();
      for (const value of [
        { verb: 'feedback', liked: false, caseId, comment: line },
        { verb: 'reply', question: 'registry', value: line },
        { verb: 'sample', text: `${EXAMPLE} ${line}` },
        { verb: 'explain', symptom: line, caseId: line },
        { verb: 'check', caseId, password: secret, client_secret: [secret], nested: { accessToken: secret } },
        { verb: 'check', caseId, [line]: 1 },
        { verb: line },
        [line],
        line,
      ])
        await run.say('', { value });
      expect(await run.search()).toEqual([]);
    },
  );

  test.each(LINES)('in what a message extension is sent: %#', async (line) => {
    const payload = { id: '1', body: { contentType: 'html', content: `<p>${line}</p>` }, subject: line };
    for (const [name, value] of [
      [
        'composeExtension/query',
        { commandId: 'searchEntries', parameters: [{ name: 'words', value: line }] },
      ],
      ['composeExtension/fetchTask', { commandId: 'diagnoseMessage', messagePayload: payload }],
      ['composeExtension/submitAction', { commandId: 'diagnoseMessage', data: { verb: line, caseId: line } }],
      ['adaptiveCard/action', { action: { type: 'Action.Execute', verb: line, data: { text: line } } }],
      ['task/fetch', { data: line }],
    ] as const)
      await run.say(line, { type: 'invoke', name, value });
    expect(run.answers.slice(-5).every((answer) => /^(?:200|404)/.test(answer))).toBe(true);
    expect(await run.search()).toEqual([]);
  });

  test('in what Azure answers to live checks', async () => {
    run.place = {
      conversation: {
        id: 'checked',
        conversationType: 'personal',
        tenantId: TEAMS_CONFIG.registration!.tenantId,
      },
    };
    const before = run.bot.connector.sent.length;
    await run.say(EXAMPLE);
    const said = JSON.stringify(run.bot.connector.sent.slice(before));
    await run.say('', { value: { verb: 'check', caseId: /"caseId":"([^"]+)"/.exec(said)?.[1] } });
    await run.say('check pull contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3');
    expect(await run.search()).toEqual([]);
    expect(run.tenant.calls.length).toBeGreaterThan(3);
    expect(run.printed.filter((line) => line.includes('"kind":"audit"')).length).toBeGreaterThan(3);
    await run.say('audit');
    await run.say('hand-off');
    expect(await run.search()).toEqual([]);
  });

  test('in errors that are thrown: of ours, of the store, of the connector', async () => {
    run.place = {};
    await run.say(`make it throw ${EXAMPLE}`);
    run.isStoreBroken = true;
    await run.say(EXAMPLE);
    run.isStoreBroken = false;
    run.bot.connector.answerWith(400);
    await run.say(`${EXAMPLE} ${ALL}`);
    expect(run.bot.logged.join('')).toContain('turn failed');
    expect(run.bot.logged.join('')).toContain('cannot write case/');
    expect(await run.search()).toEqual([]);
  });

  test.each(LINES)('at the door, where it is refused: %#', async (line) => {
    const posts: [unknown, Record<string, string>][] = [
      [`{"type":"message","text":${JSON.stringify(line)}`, {}],
      [{ type: line }, {}],
      [message(`https://contoso.example/${line}`, line), {}],
      [message(run.bot.connector.url, line), { authorization: `Bearer ${SEEDS['json-web-token']!.secret}` }],
      [message(run.bot.connector.url, line, { channelData: { tenant: { id: line.slice(0, 90) } } }), {}],
      [message(run.bot.connector.url, line, { channelId: line }), {}],
    ];
    for (const [body, headers] of posts) {
      const response = await run.bot.post(body, headers);
      expect(response.status).toBeGreaterThanOrEqual(400);
      run.answers.push(await response.text());
    }
    expect(await run.search()).toEqual([]);
  });
});

test('in the key vault of a transfer, with leave to read it: tried, and told nowhere', async () => {
  const run = new Run();
  const value = `?sv=2022-11-02&sr=c&sp=rl&se=2099-01-01&spr=https&sig=${SEEDS['sas-signature']!.secret}`;
  await run.start(holding({ secret: { value } }), true);
  run.place = {
    conversation: {
      id: 'vault',
      conversationType: 'personal',
      tenantId: TEAMS_CONFIG.registration!.tenantId,
    },
  };
  await run.say('transfer contosoprod7 --import-pipeline fromlab');
  await run.say(
    'az acr pipeline-run show --registry contosoprod7: pipelineRunErrorMessage: Failed to access storage. Status: 403 ErrorCode: AuthenticationFailed',
  );
  await run.say('', { value: { verb: 'check', caseId: run.caseId() } });
  await run.say('hand-off');
  await run.say('audit');
  expect(await run.search()).toEqual([]);
  expect(run.tenant.calls.some(({ query }) => query.includes('sig='))).toBe(true);
  expect(JSON.stringify(run.bot.connector.sent)).toContain('the signature did not match');
  await run.stop();
});

describe('in settings', () => {
  const STRANGE = [
    'PORT',
    'ACR_DOCTOR_MODE',
    'ACR_DOCTOR_STORE',
    'ACR_DOCTOR_RATES',
    'ACR_DOCTOR_TENANTS',
    'ACR_DOCTOR_PLAYGROUND',
    'ACR_DOCTOR_POLICY',
    'ACR_DOCTOR_KNOWLEDGE',
    'ACR_DOCTOR_TENANT',
    'MicrosoftAppId',
    'MicrosoftAppType',
  ];

  /** Paths are split and shortened before they are named: there only what is unmistakable by itself is masked. */
  const PATHS = ['ACR_DOCTOR_KNOWLEDGE', 'ACR_DOCTOR_TENANT'];
  const ALONE = Object.values(SEEDS).flatMap(({ secret }) =>
    redact(secret).kinds.length > 0 ? [secret] : [],
  );

  test('no value is read that is not a setting', () => {
    const env = Object.fromEntries(LINES.map((line, at) => [`OTHER_${at}`, line]));
    expect(leaksIn('the settings', JSON.stringify(readServiceConfig(env)))).toEqual([]);
  });

  test.each(STRANGE)('%s of a process that does not start', async (name) => {
    const run = runService({
      ACR_DOCTOR_STORE: folderWith({}),
      ACR_DOCTOR_AUDIT: folderWith({}),
      ...Object.fromEntries(LINES.map((line, at) => [`OTHER_${at}`, line])),
      [name]: PATHS.includes(name) ? ALONE.join(' ') : `${LINES.join(' ')} ${SEEDS['sas-signature']!.form}`,
    });
    await Promise.race([run.ended, listening(run)]);
    run.child.kill();
    await run.ended;
    expect(run.output()).not.toBe('');
    expect(leaksIn('what it printed', run.output())).toEqual([]);
  });

  test.each([
    ['an error that nobody catches', 'throw new Error(text)', 'masked'],
    ['a promise that nobody awaits', 'Promise.reject(new Error(text, { cause: new Error(text) }))', 'masked'],
    ['something that is no error', 'throw { text }', 'no error was thrown'],
  ])('a process that dies of %s', async (_name, dies, says) => {
    const script = `const text = ${JSON.stringify(`${ALL} ${LINES.join(' ')}`)};
      setTimeout(() => { ${dies} }, 1500);`;
    const folder = folderWith({ 'dies.js': script });
    const run = runService({
      PORT: '0',
      ACR_DOCTOR_STORE: join(folder, 'store'),
      ACR_DOCTOR_AUDIT: join(folder, 'audit'),
      NODE_OPTIONS: `--require=${join(folder, 'dies.js')}`,
    });
    expect(await run.ended).toBe(70);
    expect(run.output()).toContain(says);
    expect(leaksIn('what it printed', run.output())).toEqual([]);
  });
});

describe('the command line', () => {
  const commands: [string, (line: string) => string[]][] = [
    ['an unknown command', (line) => [line]],
    ['a file that is not there', (line) => ['diagnose', line]],
    ['an option that is not there', (line) => ['diagnose', `--nobody=${line}`]],
    ['a check that is not there', (line) => ['check', line]],
    ['a scenario that is not there', (line) => ['diagnose', '--tenant', `${line}.yaml`]],
    ['an entry that is not there', (line) => ['explain', line]],
  ];
  test.each(commands)('%s', async (_name, argsOf) => {
    // Of a word that is split or quoted anew only what is unmistakable by itself can be masked.
    for (const { secret } of Object.values(SEEDS).filter((one) => redact(one.secret).kinds.length > 0)) {
      const said = await new Promise<string>((resolve) => {
        const argv = ['dist/src/cli.js', ...argsOf(secret)];
        const child = execFile(process.execPath, argv, (_error, out, err) => resolve(out + err));
        child.stdin?.end();
      });
      expect(said).not.toBe('');
      expect(leaksIn('what it printed', said)).toEqual([]);
    }
  });

  test.each([
    ['a fault of ours', 'throw new Error(text)'],
    ['a promise that nobody awaits', 'Promise.reject(new Error(text))'],
    ['what a package prints', 'console.error(new Error(text)), console.warn(text)'],
  ])('%s', async (_name, does) => {
    const script = `const text = ${JSON.stringify(ALL)}; setTimeout(() => { ${does} }, 5);`;
    const folder = folderWith({ 'does.js': script });
    const said = await new Promise<string>((resolve) => {
      const env = { PATH: '/usr/bin:/bin', NODE_OPTIONS: `--require=${join(folder, 'does.js')}` };
      const child = execFile(process.execPath, ['dist/src/cli.js', 'diagnose'], { env }, (_error, out, err) =>
        resolve(out + err),
      );
      setTimeout(() => child.stdin?.end(EXAMPLE), 1500);
    });
    expect(said).toContain('masked');
    expect(leaksIn('what it printed', said)).toEqual([]);
  });
});

/** Also ends with the process. */
async function listening({ child, output }: ReturnType<typeof runService>): Promise<void> {
  while (child.exitCode === null && child.signalCode === null && !output().includes('http://127.0.0.1:'))
    await new Promise((resolve) => setTimeout(resolve, 50));
}
