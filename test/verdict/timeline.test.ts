import { foldTimelines, MAX_ROWS, showTimeline, type TimelineEvent } from '../../src/verdict/timeline';

const CHECK = { check: 'container-apps/system-log', title: 'Pulls' };
const at = (minute: number) => `2026-11-20T08:${String(minute).padStart(2, '0')}:00.000Z`;
const event = (kind: TimelineEvent['kind'], minute: number, more: Partial<TimelineEvent> = {}) => ({
  kind,
  at: at(minute),
  replica: 'r1-a',
  ...more,
});
/** `failed 08:05 x3 -08:09` of each row. */
const rowsOf = (events: TimelineEvent[]) =>
  showTimeline({ ...CHECK, events }).rows.map((row) =>
    row.kind === 'gap'
      ? `... ${row.left}`
      : [
          row.kind,
          row.at?.slice(11, 16) ?? row.age,
          row.count && `x${row.count}`,
          (row.until?.slice(11, 16) ?? row.untilAge) && `-${row.until?.slice(11, 16) ?? row.untilAge}`,
          row.isNewReplica && 'new',
        ]
          .filter(Boolean)
          .join(' '),
  );

test('oldest first, events of one kind in one row, a replica that was not there before is new', () => {
  const events = [
    event('pulled', 21, { replica: 'r1-b', tookMs: 700 }),
    event('pulling', 14),
    event('failed', 16),
    event('failed', 15),
    event('failed', 19, { count: 4 }),
    event('pulling', 20, { replica: 'r1-b' }),
  ];
  expect(rowsOf(events)).toEqual([
    'pulling 08:14',
    'failed 08:15 x6 -08:19',
    'pulling 08:20 new',
    'pulled 08:21',
  ]);
});

test('a failure that is told twice at one time counts once', () => {
  const told = { replica: 'web', count: 3, age: 12 };
  expect(
    rowsOf([
      { kind: 'failed', ...told },
      { kind: 'failed', reason: 'ErrImagePull', ...told },
    ]),
  ).toEqual(['failed 12 x3']);
});

test('ages count backwards', () => {
  expect(
    rowsOf([
      { kind: 'pulled', age: 60, tookMs: 900 },
      { kind: 'pulling', age: 90 },
    ]),
  ).toEqual(['pulling 90', 'pulled 60']);
});

describe('a long log', () => {
  const loop = (from: number, count: number) =>
    Array.from({ length: count }, (_one, index) => [
      event('pulling', from + index),
      event('failed', from + index, { at: at(from + index).replace(':00.000', ':01.000') }),
      event('waiting', from + index, { at: at(from + index).replace(':00.000', ':02.000') }),
    ]).flat();
  const events = [event('pulled', 0, { tookMs: 900 }), ...loop(1, 20), event('pulled', 40), ...loop(41, 10)];

  test('keeps the first, each turn and the last, and says how many are left out', () => {
    const rows = rowsOf(events);
    expect(rows.length).toBeLessThanOrEqual(MAX_ROWS);
    expect(rows[0]).toBe('pulled 08:00');
    expect(rows).toEqual(
      expect.arrayContaining([
        'failed 08:01',
        'pulled 08:40',
        'failed 08:41',
        'failed 08:50',
        'waiting 08:50',
      ]),
    );
    const left = showTimeline({ ...CHECK, events }).rows.reduce(
      (sum, row) => sum + (row.kind === 'gap' ? row.left : (row.count ?? 1)),
      0,
    );
    expect(left).toBe(events.length);
  });

  test.each([1, 5, 12, 13, 29, 92])('of any length at most %s rows', (length) => {
    expect(rowsOf(events.slice(0, length)).length).toBeLessThanOrEqual(Math.min(MAX_ROWS, length));
  });

  test('turn by turn for hours still fits', () => {
    const turns = Array.from({ length: 50 }, (_one, index) =>
      event(index % 2 ? 'failed' : 'pulled', index, { replica: `r-${index}` }),
    );
    const rows = rowsOf(turns);
    expect(rows.length).toBeLessThanOrEqual(MAX_ROWS);
    expect(rows.some((row) => row.startsWith('...'))).toBe(true);
    expect(rows.at(-1)).toBe('failed 08:49 new');
  });
});

describe('a second paste', () => {
  const one = { ...CHECK, events: [event('failed', 1), event('failed', 2)] };

  test('adds what is new, and counts nothing twice', () => {
    const [both] = foldTimelines([one], [{ ...CHECK, events: [event('failed', 2), event('pulled', 3)] }]);
    expect(both?.events.map(({ kind, at: when }) => `${kind} ${when?.slice(14, 16)}`)).toEqual([
      'failed 01',
      'failed 02',
      'pulled 03',
    ]);
  });

  test('with ages takes the place of the first: they count from another moment', () => {
    const aged = { ...CHECK, events: [{ kind: 'pulled' as const, age: 5 }] };
    expect(foldTimelines([one], [aged])).toEqual([aged]);
  });

  test('of another check stands beside it', () => {
    const other = { check: 'aks/pull-times', title: 'x', events: [event('pulled', 9)] };
    expect(foldTimelines([one], [other])).toEqual([one, other]);
  });
});
