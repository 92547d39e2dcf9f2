import type {
  ShownTimeline,
  TimelineGap,
  TimelineKind,
  TimelineRow,
  TimelineStep,
} from '../verdict/timeline';
import { container, text, toggle, type Element, type Run } from './elements';

/** One line of a timeline in words, for every way it is shown. */
export interface TimelineLine {
  /** `08:15:00`, or `25m ago`; empty for a gap. */
  when: string;
  what: string;
  /** The replica, shortened to what tells it from the others; empty where there is only one. */
  where: string;
  kind: TimelineKind | 'gap';
}

const WORDS: Record<TimelineKind, string> = {
  pulling: 'pulling',
  pulled: 'pulled',
  failed: 'FAILED',
  waiting: 'waits to try again',
  created: 'container created',
};

/** Reasons that say again what the word says. */
const ECHOES =
  /^(?:Pulling|Pulled)(?:Image)?$|^(?:Failed|BackOff|Created|ContainerCreated|ImagePullFailure)$/;

export function timelineLines({ rows, replicas, images }: ShownTimeline): TimelineLine[] {
  const days = new Set(rows.flatMap((row) => (row.kind === 'gap' ? [] : (row.at?.slice(0, 10) ?? []))));
  const short = shortNames(replicas);
  return rows.map((row): TimelineLine => {
    if (row.kind === 'gap') return { when: '', what: gapWords(row.left), where: '', kind: 'gap' };
    const where = replicas.length > 1 ? (short.get(row.replica ?? '') ?? '') : '';
    return {
      when: whenOf(row.at, row.age, days.size > 1),
      what: whatOf(row, images.length > 1),
      where: row.isNewReplica && where !== '' ? `${where} (new)` : where,
      kind: row.kind,
    };
  });
}

function isStep(row: TimelineRow): row is Exclude<TimelineRow, TimelineGap> {
  return row.kind !== 'gap';
}

function gapWords(left: number): string {
  return left === 1 ? '1 more event' : `${left} more events`;
}

function whatOf(row: TimelineStep, tellsImage: boolean): string {
  const { kind, reason, count = 1, tookMs, image } = row;
  const word = tookMs === undefined ? WORDS[kind] : `${WORDS[kind]} in ${seconds(tookMs)}`;
  const own = reason === undefined || ECHOES.test(reason) ? '' : ` ${reason}`;
  const name = tellsImage && image !== undefined ? ` ${image.slice(image.lastIndexOf('/') + 1)}` : '';
  const end = row.until === undefined ? row.untilAge : row.until;
  const until = end === undefined ? '' : ` until ${whenOf(row.until, row.untilAge, false)}`;
  return `${word}${own}${name}${count > 1 ? `, ${count} times${until}` : ''}`;
}

function whenOf(at: string | undefined, age: number | undefined, tellsDay: boolean): string {
  if (at !== undefined) return `${tellsDay ? `${at.slice(5, 10)} ` : ''}${at.slice(11, 19)}`;
  return age === undefined ? '' : `${ageWords(age)} ago`;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** `2d3h`, `25m`, `3m12s`: at most two units, as kubectl prints them. */
function ageWords(age: number): string {
  const parts: string[] = [];
  let rest = Math.round(age);
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(`${count}${unit}`);
  }
  return parts.length === 0 ? '0s' : parts.join('');
}

function seconds(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : ageWords(ms / 1000);
}

/** What tells each name from the others: `ingest--r1-5d65b5999-nm2l2` is `nm2l2` beside its sisters. */
function shortNames(names: readonly string[]): Map<string, string> {
  const first = names[0] ?? '';
  let length = 0;
  while (first !== '' && names.every((name) => name[length] === first[length]) && length < first.length)
    length++;
  const from = first.slice(0, length).lastIndexOf('-') + 1;
  return new Map(names.map((name) => [name, name.slice(from)]));
}

/** Day, image and replica, said once. @param named the image that stands elsewhere already */
export function timelineCaption({ rows, replicas, images }: ShownTimeline, named?: string): string {
  const days = [...new Set(rows.filter(isStep).flatMap(({ at }) => at?.slice(0, 10) ?? []))];
  const [first = ''] = replicas;
  const short = shortNames(replicas).get(first) ?? '';
  const prefix = first.slice(0, first.length - short.length);
  const others = images.filter((image) => image !== named);
  return [
    days.length > 0 ? `${days.join(', ')}, UTC` : 'counted back from when it was printed',
    ...(images.length === 1 ? others : []),
    replicas.length === 1 ? first : replicas.length > 1 && prefix !== '' ? `${prefix}...` : '',
  ]
    .filter((part) => part !== '')
    .join(' \u00b7 ');
}

/** How the last pull ended: what stands before the fold. */
export function timelineSummary({ rows }: ShownTimeline): string {
  const steps = rows.filter(isStep);
  const [last] = steps.filter(({ kind }) => kind === 'failed' || kind === 'pulled').slice(-1);
  if (!last) return 'no pull ended';
  const word = last.kind === 'failed' ? 'the last pull failed' : 'the last pull passed';
  const when = whenOf(last.until ?? last.at, last.untilAge ?? last.age, false);
  return when === '' ? word : `${word}, ${when}${last.at === undefined ? '' : ' UTC'}`;
}

/** As lines of plain text, the columns under each other. */
export function timelineText(timeline: ShownTimeline): string[] {
  const lines = timelineLines(timeline);
  const width = (name: 'when' | 'where') => Math.max(...lines.map((line) => line[name].length));
  const [when, where] = [width('when'), width('where')];
  return [
    `${timeline.title}: ${timelineSummary(timeline)}`,
    timelineCaption(timeline),
    ...lines.map((line) =>
      `  ${line.when.padEnd(when)}  ${where > 0 ? `${line.where.padEnd(where)}  ` : ''}${line.what}`.trimEnd(),
    ),
  ];
}

const COLORS: Partial<Record<TimelineLine['kind'], Run['color']>> = { failed: 'Attention', pulled: 'Good' };

/** More rows than these fold away behind a click. */
const OPEN_ROWS = 4;

/**
 * The timeline as a heading and a table; folded when it is long.
 * @param id of the part that folds
 * @param named the image that the card names already
 */
export function timelineElements(timeline: ShownTimeline, id: string, named?: string): Element[] {
  const lines = timelineLines(timeline);
  const isFolded = lines.length > OPEN_ROWS;
  const small = { size: 'Small', isSubtle: true } as const;
  const more: Run = { text: `  \u203a ${lines.length} lines`, color: 'Accent', size: 'Small' };
  const head = container(
    [
      text([{ text: timeline.title, weight: 'Bolder' }, ...(isFolded ? [more] : [])]),
      text([{ text: timelineSummary(timeline), ...small }], { spacing: 'None' }),
    ],
    { spacing: 'Medium', separator: true, ...(isFolded ? { selectAction: toggle([id]) } : {}) },
  );
  const caption = text([{ text: timelineCaption(timeline, named), ...small }]);
  const body = container([caption, table(timeline, lines)], { id, isVisible: !isFolded, spacing: 'Small' });
  return [head, body];
}

/** Two columns only: a third would break words on a phone. */
function table(timeline: ShownTimeline, lines: readonly TimelineLine[]): Element {
  const row = (parts: readonly Element[]) => ({
    type: 'TableRow',
    cells: parts.map((part) => ({ type: 'TableCell', items: [part] })),
  });
  const hasReplicas = lines.some(({ where }) => where !== '');
  const heads = ['Time', hasReplicas ? 'Event, replica' : 'Event'];
  return {
    type: 'Table',
    columns: [{ width: '72px' }, { width: 1 }],
    showGridLines: false,
    firstRowAsHeaders: true,
    spacing: 'Small',
    rows: [
      row(heads.map((word) => text([{ text: word, size: 'Small', isSubtle: true }]))),
      ...lines.map((line) => row(cellsOf(line))),
    ],
    // Clients without tables show the same lines as text.
    fallback: container(
      timelineText(timeline)
        .slice(2)
        .map((line) =>
          text([{ text: line.trim(), fontType: 'Monospace', size: 'Small' }], { spacing: 'None' }),
        ),
    ),
  };
}

function cellsOf({ when, what, where, kind }: TimelineLine): Element[] {
  const color = COLORS[kind];
  const event: Run = {
    text: what,
    size: 'Small',
    ...(color ? { color, weight: 'Bolder' as const } : {}),
    ...(kind === 'gap' ? { isSubtle: true, italic: true } : {}),
  };
  const replica: Run = { text: ` \u00b7 ${where}`, size: 'Small', isSubtle: true };
  return [
    // An empty cell would not be drawn by every client.
    text([{ text: when || '\u00b7', size: 'Small', fontType: 'Monospace' }]),
    text(where === '' ? [event] : [event, replica]),
  ];
}
