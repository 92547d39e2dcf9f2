/** What an event of a pull is, whatever the platform calls it. `waiting`: backed off before the next try. */
export type TimelineKind = 'pulling' | 'pulled' | 'failed' | 'waiting' | 'created';

/** One event of a pull, as a log or an event list tells it. */
export interface TimelineEvent {
  kind: TimelineKind;
  /** ISO 8601, UTC; absent where only an age is told. */
  at?: string;
  /** Seconds before the output was printed: all that kubectl's tables tell. */
  age?: number;
  /** The platform's word: `ImagePullUnauthorized`. */
  reason?: string;
  /** The replica or pod that pulled. */
  replica?: string;
  image?: string;
  /** How long the pull took. */
  tookMs?: number;
  /** How often, where one line stands for several events; default once. */
  count?: number;
}

/** Events of the pulls that one check read. */
export interface Timeline {
  /** `container-apps/system-log` */
  check: string;
  /** As a heading: "Pulls in the app's system log". */
  title: string;
  events: TimelineEvent[];
}

/** A line of a timeline: an event, or several of one kind that followed each other. */
export interface TimelineStep extends TimelineEvent {
  /** When the last of several was: as `at`, or as `age`. */
  until?: string;
  untilAge?: number;
  /** The first of a replica that took the place of another or came beside it. */
  isNewReplica?: boolean;
}

/** Lines that were left out because others decide: never silently. */
export interface TimelineGap {
  kind: 'gap';
  left: number;
}

export type TimelineRow = TimelineStep | TimelineGap;

/** A timeline as it is shown: oldest first, gaps said. */
export interface ShownTimeline {
  check: string;
  title: string;
  rows: TimelineRow[];
  /** Replicas or pods that the events name. */
  replicas: string[];
  images: string[];
}

/** Rows of a timeline, gaps counted: what a phone shows without becoming a log. */
export const MAX_ROWS = 12;

/** The timeline to show, with the events that decide when there are too many. Pure. */
export function showTimeline({ check, title, events }: Timeline): ShownTimeline {
  const steps = stepsOf([...events].sort(byTime));
  return {
    check,
    title,
    rows: withGaps(steps, chosenOf(steps)),
    replicas: [...new Set(events.flatMap(({ replica }) => replica ?? []))],
    images: [...new Set(events.flatMap(({ image }) => image ?? []))],
  };
}

/** Oldest first; what tells its time goes before what tells only its age, which may be as of another moment. */
function byTime(a: TimelineEvent, b: TimelineEvent): number {
  if (a.at !== undefined && b.at !== undefined) return a.at.localeCompare(b.at);
  if (a.at !== undefined || b.at !== undefined) return a.at === undefined ? 1 : -1;
  return (b.age ?? 0) - (a.age ?? 0);
}

/** Events of one kind that follow each other are one step. */
function stepsOf(events: readonly TimelineEvent[]): TimelineStep[] {
  const steps: TimelineStep[] = [];
  const known = new Set<string>();
  for (const event of events) {
    const { replica } = event;
    const isNewReplica = replica !== undefined && known.size > 0 && !known.has(replica);
    if (replica !== undefined) known.add(replica);
    const last = steps.at(-1);
    if (last && isSameStep(last, event)) steps[steps.length - 1] = joined(last, event);
    else steps.push({ ...event, ...(isNewReplica ? { isNewReplica } : {}) });
  }
  return steps;
}

function isSameStep(last: TimelineStep, { kind, replica, image, tookMs }: TimelineEvent): boolean {
  return last.kind === kind && last.replica === replica && last.image === image && tookMs === undefined;
}

function joined(last: TimelineStep, event: TimelineEvent): TimelineStep {
  const [before, own] = [last.count ?? 1, event.count ?? 1];
  const reason = last.reason ?? event.reason;
  const named = { ...last, ...(reason === undefined ? {} : { reason }) };
  // `Error: ErrImagePull` is printed beside the failure it speaks of: one event, told twice.
  if (isEcho(last, event)) return before >= own ? named : { ...named, count: own };
  return { ...named, ...endOf(event), count: before + own };
}

function isEcho(last: TimelineStep, { at, age }: TimelineEvent): boolean {
  return at === undefined ? age === (last.untilAge ?? last.age) : at === (last.until ?? last.at);
}

function endOf({ at, age }: TimelineEvent): Pick<TimelineStep, 'until' | 'untilAge'> {
  if (at !== undefined) return { until: at };
  return age === undefined ? {} : { untilAge: age };
}

/** Which steps are kept, by their places: both ends, then what decides, then the latest. */
function chosenOf(steps: readonly TimelineStep[]): Set<number> {
  const chosen = new Set<number>();
  const latest = steps.map((_step, at) => steps.length - 1 - at);
  const ended = latest.filter((at) => isEnd(steps[at]));
  const turns = latest.filter((at) => isTurn(steps, at));
  const starts = turns.map((at) => at - 1).filter((at) => at >= 0);
  const replicas = latest.filter((at) => steps[at]?.isNewReplica);
  const outer = [...ended.slice(0, 1), ...ended.slice(-1), ...latest.slice(0, 1), ...latest.slice(-1)];
  for (const at of [...outer, ...turns, ...replicas, ...starts, ...latest]) {
    const more = new Set([...chosen, at]);
    if (withGaps(steps, more).length <= MAX_ROWS) chosen.add(at);
  }
  return chosen;
}

function isEnd(step: TimelineStep | undefined): boolean {
  return step?.kind === 'failed' || step?.kind === 'pulled';
}

/** A pull that ended otherwise than the one before. */
function isTurn(steps: readonly TimelineStep[], at: number): boolean {
  const step = steps[at];
  const [before] = steps.slice(0, at).filter(isEnd).slice(-1);
  return step !== undefined && isEnd(step) && before?.kind !== step.kind;
}

function withGaps(steps: readonly TimelineStep[], chosen: ReadonlySet<number>): TimelineRow[] {
  const rows: TimelineRow[] = [];
  for (const [at, step] of steps.entries()) {
    const last = rows.at(-1);
    if (chosen.has(at)) rows.push(step);
    else if (last?.kind === 'gap')
      rows[rows.length - 1] = { kind: 'gap', left: last.left + (step.count ?? 1) };
    else rows.push({ kind: 'gap', left: step.count ?? 1 });
  }
  return rows;
}

/** Events that a case keeps of each check. */
const MAX_KEPT = 300;

/** What a further look or paste adds. Ages count from another moment than before, so they take the old ones' place. */
export function foldTimelines(known: readonly Timeline[], found: readonly Timeline[]): Timeline[] {
  const others = known.filter(({ check }) => !found.some((one) => one.check === check));
  return [
    ...others,
    ...found.map((one) => {
      const before = known.find(({ check }) => check === one.check)?.events ?? [];
      const isTimed = one.events.every(({ at }) => at !== undefined);
      const kept = isTimed ? before.filter((event) => event.at !== undefined && !has(one.events, event)) : [];
      return { ...one, events: [...kept, ...one.events].sort(byTime).slice(-MAX_KEPT) };
    }),
  ];
}

function has(events: readonly TimelineEvent[], event: TimelineEvent): boolean {
  return events.some(
    ({ at, kind, replica, image }) =>
      at === event.at && kind === event.kind && replica === event.replica && image === event.image,
  );
}
