import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { activityKind } from '../../src/service/telemetry';
import { folderWith } from '../helpers/folder';
import { startReceiver } from '../helpers/otlp';
import { addressOf, runService } from '../helpers/service-process';

const PASTE =
  'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contosoprod7.azurecr.io/oauth2/token?scope=repository%3Ateam-a%2Fingest-worker%3Apull&service=contosoprod7.azurecr.io: 401 Unauthorized';
const SECRET = 'AccountKey=c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldC1zZWNyZXQtMTIzNDU2Nzg5MDEyMzQ1Ng==';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

/** Runs the service as `npm start` does, says these things to it, and stops it. */
async function talk(texts: string[], env: Record<string, string>): Promise<string> {
  const run = runService({
    PORT: '0',
    ACR_DOCTOR_STORE: folderWith({}),
    ACR_DOCTOR_AUDIT: folderWith({}),
    ...env,
  });
  try {
    const address = await addressOf(run);
    for (const [at, text] of texts.entries())
      await fetch(new URL(`/local/conversations/c${at}/messages`, address), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text }),
      });
  } finally {
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  }
  return run.output();
}

test('a service that talks: turns, diagnoses, checks and calls arrive, and no name or text does', async () => {
  await talk(
    [
      `${PASTE}\n${SECRET}`,
      'my sourdough does not rise',
      '/referrers contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3',
      'help',
    ],
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.address}/`,
    },
  );

  expect([...receiver.paths].sort()).toEqual(['POST /v1/metrics', 'POST /v1/traces']);
  expect(receiver.resource()).toMatchObject({ 'service.name': 'acr-doctor', 'service.version': '0.1.0' });

  const turns = receiver.points('acr_doctor.turn.duration');
  expect(turns.map(({ told, count }) => ({ ...told, count }))).toEqual([
    { activity: 'message', outcome: 'done', count: 4 },
  ]);
  expect(
    receiver.points('acr_doctor.diagnosis.duration').map(({ told, count }) => ({ ...told, count })),
  ).toEqual([
    { outcome: 'matched', symptom: 'pull/unauthorized', count: 1 },
    { outcome: 'declined', count: 1 },
  ]);
  const checks = receiver.points('acr_doctor.check.duration').map(({ told }) => told);
  expect(checks).toContainEqual({ check: 'image/exists', outcome: 'ok' });
  const calls = receiver.points('acr_doctor.azure.call.duration').map(({ told }) => told);
  expect(calls).toContainEqual({ service: 'registry', method: 'POST', outcome: '200' });
  expect(calls).toContainEqual({ service: 'registry', method: 'GET', outcome: '200' });

  expect(calls).toContainEqual({ service: 'entra', method: 'POST', outcome: '200' });

  const spans = receiver.spans();
  const roots = spans.filter(({ name }) => name === 'turn');
  expect(roots).toHaveLength(4);
  const check = spans.find(({ told }) => told.check === 'image/exists');
  expect(roots.map(({ spanId }) => spanId)).toContain(check?.parentSpanId);
  expect(spans.filter(({ name }) => name === 'azure').length).toBeGreaterThan(2);
  for (const { startTimeUnixNano, endTimeUnixNano } of spans)
    expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));

  for (const word of [
    'contosoprod7',
    'ingest-worker',
    'azurecr',
    'sourdough',
    'secret',
    'AccountKey',
    'local-user',
    '00000000-0000-4000-8000-000000000001',
    'oauth2',
  ])
    expect({ word, isTold: receiver.text().includes(word) }).toEqual({ word, isTold: false });
});

test('without an endpoint nothing is sent, and nothing of OpenTelemetry is loaded', async () => {
  const loaded =
    'process.on("exit",()=>console.log("OTEL",Object.keys(require.cache).filter((f)=>f.includes("opentelemetry")&&!f.includes("node_modules/@azure")).length))';
  const folder = folderWith({ 'count.cjs': loaded });
  const output = await talk([PASTE], { NODE_OPTIONS: `--require ${folder}/count.cjs` });
  expect(output).toContain('OTEL 0');
  expect(receiver.text()).toBe('');
});

/** Runs lines of JavaScript with `telemetry` in a process of its own: the exporter imports in a way jest cannot. */
function tell(endpoint: string, lines: string): Promise<{ code: number; out: string; err: string }> {
  const script = `
    const { openOtlp } = require('./dist/src/service/telemetry-otlp');
    const onFault = (message) => console.error(message);
    const telemetry = openOtlp({ endpoint: '${endpoint}', serviceName: 'x', version: '1', temporality: 'delta', onFault });
    (async () => { ${lines} })();`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['-e', script], (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

test('a turn that fails is told as failed, without the words of the error', async () => {
  const { out, err } = await tell(
    receiver.address,
    `await telemetry.turn('invoke', () => Promise.reject(new Error('no blob of contosoprod7'))).catch((error) => console.log(error.message));
     telemetry.refused('message');
     await telemetry.close();`,
  );
  expect({ out, err }).toEqual({ out: 'no blob of contosoprod7\n', err: '' });
  expect(receiver.points('acr_doctor.turn.duration')[0]?.told).toEqual({
    activity: 'invoke',
    outcome: 'failed',
  });
  expect(receiver.points('acr_doctor.refused')[0]?.told).toEqual({ activity: 'message' });
  expect(receiver.spans()[0]?.status).toEqual({ code: 2 });
  expect(receiver.text()).not.toContain('contosoprod7');
});

test('what is answered after its turn is told, and what happens within belongs to it', async () => {
  await tell(
    receiver.address,
    `await telemetry.late('slow', async () => telemetry.called({ service: 'entra', method: 'POST', outcome: '503', ms: 5, tries: 1 }));
     await telemetry.late('resumed', async () => undefined);
     await telemetry.close();`,
  );
  const told = receiver.points('acr_doctor.late.duration').map(({ told: { why }, count }) => [why, count]);
  expect(told).toEqual([
    ['slow', 1],
    ['resumed', 1],
  ]);
  const [call] = receiver.spans().filter(({ name }) => name === 'azure');
  const [late] = receiver.spans().filter(({ told: { why } }) => why === 'slow');
  expect(call).toMatchObject({ told: { service: 'entra', outcome: '503' }, parentSpanId: late?.spanId });
});

test('a receiver that is gone holds nothing up', async () => {
  const { code, out } = await tell(
    'http://127.0.0.1:9',
    `console.log(await telemetry.turn('message', async () => 7));
     const begun = performance.now();
     await telemetry.close();
     console.log(performance.now() - begun < 6000 ? 'soon' : 'late');
     process.exit(0);`,
  );
  expect({ code, out }).toEqual({ code: 0, out: '7\nsoon\n' });
});

test('an activity may call itself anything', () => {
  expect(['message', 'invoke', 'contosoprod7', undefined].map(activityKind)).toEqual([
    'message',
    'invoke',
    'other',
    'other',
  ]);
});

test('OpenTelemetry stands behind one file', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const importing = files.filter((file) =>
    readFileSync(join('src', file), 'utf8').includes("'@opentelemetry/"),
  );
  expect(importing).toEqual([join('service', 'telemetry-otlp.ts')]);
});
