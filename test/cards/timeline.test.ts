import { readFileSync } from 'node:fs';
import { renderAnswerCard } from '../../src/cards/answer';
import { MAX_CARD_BYTES, sizeOf } from '../../src/cards/elements';
import { renderHandOff } from '../../src/cards/hand-off';
import { renderText } from '../../src/cards/text';
import { timelineElements, timelineText } from '../../src/cards/timeline';
import { MAX_ROWS, showTimeline, type ShownTimeline } from '../../src/verdict/timeline';
import { diagnoseTexts } from '../helpers/diagnose';

const LOG = readFileSync('test/fixtures/container-apps-pulls.log', 'utf8');
const EVENTS = readFileSync('test/fixtures/describe-pod-pulls.log', 'utf8');

test("the pulls of a container app's system log, in words", async () => {
  const { timelines = [] } = await diagnoseTexts(LOG);
  expect(timelines.flatMap(timelineText)).toEqual([
    "Pulls in the app's system log: the last pull failed, 09:45:02 UTC",
    '2026-11-20, UTC \u00b7 contosoprod7.azurecr.io/team-a/ingest-api:2026.11.0 \u00b7 reports--r7-5d65b5999-...',
    '  08:12:03  nm2l2        pulling',
    '  08:12:05  nm2l2        pulled in 1.9 s',
    '  08:12:06  nm2l2        container created',
    '  09:40:14  x7q9c (new)  pulling',
    '  09:40:15  x7q9c        FAILED ImagePullUnauthorized',
    '  09:40:30  x7q9c        pulling',
    '  09:40:31  x7q9c        FAILED ImagePullBackOff, 8 times until 09:45:02',
  ]);
});

test('the pulls that kubectl describe pod shows, with how long each took', async () => {
  const { timelines = [] } = await diagnoseTexts(EVENTS);
  expect(timelines.flatMap(timelineText)).toEqual([
    'Pulls on the node: the last pull passed, 3m ago',
    'counted back from when it was printed \u00b7 contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3 \u00b7 web-5d9',
    '  24m ago  pulling, 3 times',
    '  24m ago  FAILED ErrImagePull, 3 times',
    '  12m ago  waits to try again, 40 times',
    '  11m ago  pulled in 1m2s',
    '  3m ago   pulled in 20.1 s',
  ]);
});

test('text, hand-off note, card and JSON show the same lines', async () => {
  const result = await diagnoseTexts(LOG);
  const line = 'FAILED ImagePullBackOff, 8 times until 09:45:02';
  expect(renderText(result)).toContain(line);
  expect(renderHandOff(result, '2026-11-20T10:00:00Z')).toContain(line);
  expect(JSON.stringify(renderAnswerCard(result))).toContain(line);
  expect(result.timelines?.[0]?.rows).toHaveLength(7);
});

interface Drawn {
  type: string;
  id?: string;
  isVisible?: boolean;
  items?: Drawn[];
  rows?: { cells: unknown[] }[];
  columns?: unknown[];
  fallback?: Drawn;
  selectAction?: { targetElements: string[] };
}

/** The heading and what folds away below it. */
function drawn(timeline: ShownTimeline): { head: Drawn; body: Drawn; table: Drawn } {
  const [head, body] = timelineElements(timeline, 'timeline0') as Drawn[];
  const table = body?.items?.find(({ type }) => type === 'Table');
  if (!head || !body || !table) throw new Error('no table was drawn');
  return { head, body, table };
}

test('a long one is folded behind its heading; each row has a cell a column, and a line of text in its place', async () => {
  const [timeline] = (await diagnoseTexts(LOG)).timelines ?? [];
  const { head, body, table } = drawn(timeline!);
  expect(body).toMatchObject({ id: 'timeline0', isVisible: false });
  expect(head.selectAction?.targetElements).toEqual(['timeline0']);
  expect(table.columns).toHaveLength(2);
  for (const { cells } of table.rows ?? []) expect(cells).toHaveLength(2);
  expect(table.rows).toHaveLength(1 + 7);
  expect(table.fallback?.items).toHaveLength(7);
  expect(JSON.stringify(table)).not.toContain('"TextBlock"');
});

test('a short one of one replica is open, and its lines do not repeat the replica', () => {
  const events = [{ kind: 'failed' as const, at: '2026-11-20T08:15:00.000Z', replica: 'ingest--r1-a' }];
  const { head, body, table } = drawn(showTimeline({ check: 'c', title: 'Pulls', events }));
  expect([head.selectAction, body.isVisible]).toEqual([undefined, true]);
  expect(JSON.stringify(table)).not.toContain('ingest--r1-a');
  expect(JSON.stringify(body)).toContain('ingest--r1-a');
});

test('thousands of events make no bigger card', async () => {
  const line = LOG.split('\n')[6] ?? '';
  const many = Array.from({ length: 4000 }, (_one, at) =>
    line.replace('09:40:15', new Date(at * 7000).toISOString().slice(11, 19)).replace('x7q9c', `x${at}`),
  );
  const result = await diagnoseTexts([LOG, ...many].join('\n'));
  expect(result.timelines?.[0]?.rows.length).toBeLessThanOrEqual(MAX_ROWS);
  expect(sizeOf(renderAnswerCard(result))).toBeLessThanOrEqual(MAX_CARD_BYTES);
});

test('a failure in prose has none', async () => {
  const result = await diagnoseTexts('manifest for contosoprod7.azurecr.io/x:1 not found: manifest unknown');
  expect(result).not.toHaveProperty('timelines');
});
