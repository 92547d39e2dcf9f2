import { readPasted } from '../../../src/checks/pasted';
import type { Params } from '../../../src/checks/check';
import { readOutputs } from '../../../src/parse/output/read-outputs';
import { heldIn, look, sawIn } from '../look';
import { heldInPaste, INGEST, ran } from './apps';

const ID = 'container-apps/system-log';
const IMAGE = 'contosoprod7.azurecr.io/team-a/ingest-api:2026.11.0';
const PULLED: Params = { ...INGEST, repository: 'team-a/ingest-api', tag: '2026.11.0' };
const SHOW = 'az containerapp logs show --name ingest --resource-group rg-prod --type system --tail 100';
const STILL = { 'pull-fails-still': 'yes', 'pull-passed-later': 'no' };
const PASSED = { 'pull-fails-still': 'no', 'pull-passed-later': 'yes' };

/** A line as the command prints it (microsoft/azure-container-apps#723). */
function line(time: string, msg: string, changes: object = {}): string {
  return JSON.stringify({
    TimeStamp: `2026-11-20 ${time}:00 +0000 UTC`,
    Type: 'Normal',
    ContainerAppName: 'ingest',
    RevisionName: 'ingest--r1',
    ReplicaName: 'ingest--r1-5d65b5999-nm2l2',
    Msg: msg,
    Reason: 'PullingImage',
    EventSource: 'ContainerAppController',
    Count: 1,
    ...changes,
  }).replace(/\\"/g, '\\u0022');
}

const pulling = (time: string, image = IMAGE) => line(time, `Pulling image "${image}"`);
const failed = (time: string, image = IMAGE) =>
  line(time, `Failed to pull image "${image}": 401 Unauthorized`, { Type: 'Warning' });
const passed = (time: string, image = IMAGE) =>
  line(time, `Successfully pulled image "${image}" in 674.603005ms`);
const log = (...lines: string[]) => ran(SHOW, lines.join('\n'));

test('live it tells what to paste', async () => {
  const report = await look(ID, 'healthy', INGEST);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  expect(sawIn(report, 'pull-fails-still')).toMatch(
    /paste what az containerapp logs show --type system prints/,
  );
});

test.each([
  ['failures up to now', log(pulling('08:14'), failed('08:15'), failed('08:20')), STILL],
  ['a pull after the failures', log(failed('08:15'), pulling('08:20'), passed('08:21')), PASSED],
  ['newest first', log(passed('08:21'), failed('08:15')), PASSED],
  ['a failure after a pull', log(passed('08:00'), failed('08:15')), STILL],
  [
    'persistent errors',
    log(line('08:15', `Persistent Image Pull Errors for image "${IMAGE}". Please check x`)),
    STILL,
  ],
  [
    'back-off without the image, in the same replica',
    log(pulling('08:14'), line('08:15', 'Error: ImagePullBackOff'), passed('08:21')),
    PASSED,
  ],
  [
    'the line of workload profiles',
    log(line('08:15', "Container 'ingest' was terminated with exit code '' and reason 'ImagePullFailure'")),
    STILL,
  ],
  ['without its command line', [failed('08:15'), passed('08:21')].join('\n'), PASSED],
])('%s', (_name, text, held) => {
  expect(heldInPaste(ID, text, PULLED)).toEqual(held);
});

test('the timeline is told', () => {
  const text = log(
    pulling('08:14'),
    failed('08:15'),
    failed('08:16'),
    passed('08:21'),
    line('08:22', 'Created container ingest'),
  );
  const said = readPasted(readOutputs(text), PULLED).judged.find(
    ({ statement }) => statement === 'pull-passed-later',
  );
  expect(said?.saw).toBe(
    `${IMAGE}: pulling 2026-11-20 08:14 UTC, failed 2026-11-20 08:15 UTC (2 times from then on), pulled 2026-11-20 08:21 UTC, container created 2026-11-20 08:22 UTC`,
  );
});

test.each([
  ['only pulls that passed, and no time of the failure', log(passed('08:21')), PULLED],
  ['a pull before the failure', log(passed('08:21')), { ...PULLED, failedAt: '2026-11-20T09:00:00Z' }],
  ['a pull that has not ended', log(pulling('08:21')), PULLED],
  ['another image', log(failed('08:15', 'docker.io/x:1'), passed('08:21', 'docker.io/x:1')), PULLED],
  ['another tag', log(failed('08:15', IMAGE.replace('11.0', '10.0'))), PULLED],
  ['another revision', log(failed('08:15')), { ...PULLED, revision: 'ingest--r2' }],
  ['another app', log(failed('08:15')), { ...PULLED, app: 'reports' }],
  ['two images that differ', log(failed('08:15'), failed('08:15', 'docker.io/x:1'), passed('08:21')), INGEST],
  ['lines without a time', log(failed('08:15').replace(/"TimeStamp":"[^"]+",/, '')), PULLED],
  ['an empty log', `$ ${SHOW}\n`, PULLED],
  [
    'the console log',
    ran(
      SHOW.replace('system', 'console'),
      '{"TimeStamp":"2026-11-20T08:15:00","Log":"Failed to pull image"}',
    ),
    PULLED,
  ],
])('%s proves nothing', (_name, text, params) => {
  expect(heldInPaste(ID, text, params)).toEqual({});
});

test('a pull after the time of the failure, in a log that begins later', () => {
  expect(heldInPaste(ID, log(passed('08:21')), { ...PULLED, failedAt: '2026-11-20T08:00:00Z' })).toEqual(
    PASSED,
  );
});

describe('rows of Log Analytics', () => {
  const QUERY =
    'az monitor log-analytics query --workspace w --analytics-query "ContainerAppSystemLogs_CL | top 50 by TimeGenerated"';
  const row = (time: string, text: string) => ({
    Log_s: text,
    ReplicaName_s: 'ingest--r1-5d65b5999-nm2l2',
    RevisionName_s: 'ingest--r1',
    TimeGenerated: `2026-11-20T${time}:00.123Z`,
    TableName: 'PrimaryResult',
  });
  const rows = [
    row('08:21', `Successfully pulled image "${IMAGE}"`),
    row('08:15', `Failed to pull image "${IMAGE}": 401`),
  ];

  test.each([
    ['JSON', ran(QUERY, rows)],
    ['JSON alone', JSON.stringify(rows)],
    [
      'the table of Azure Monitor, without _s',
      JSON.stringify(rows.map(({ Log_s: Log, TimeGenerated }) => ({ Log, TimeGenerated }))),
    ],
    [
      'a table',
      ran(
        `${QUERY} -o table`,
        [
          `${'Log_s'.padEnd(90)}  ${'ReplicaName_s'.padEnd(26)}  TimeGenerated`,
          `${'-'.repeat(90)}  ${'-'.repeat(26)}  ${'-'.repeat(24)}`,
          ...rows.map(
            (one) => `${one.Log_s.padEnd(90)}  ${one.ReplicaName_s.padEnd(26)}  ${one.TimeGenerated}`,
          ),
        ].join('\n'),
      ),
    ],
  ])('%s', (_name, text) => {
    expect(heldInPaste(ID, text, PULLED)).toEqual(PASSED);
  });
});
