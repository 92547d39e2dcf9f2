import type { CallTold } from '../azure/pipeline';
import type { Report } from '../checks/run';
import type { Diagnose } from '../diagnose';
import type { Result } from '../verdict/result';

/** Kinds of activities that are told apart; what else comes is `other`, for an activity may call itself anything. */
const ACTIVITIES = ['message', 'invoke', 'conversationUpdate', 'installationUpdate'] as const;
export type ActivityKind = (typeof ACTIVITIES)[number] | 'other';

export function activityKind(type: string | undefined): ActivityKind {
  return ACTIVITIES.find((known) => known === type) ?? 'other';
}

/** `slow`: reading took longer than the turn. `resumed`: another process, or an earlier try, left it open. */
export type LateWhy = 'slow' | 'resumed';

/**
 * What the service tells of its work, in numbers. Everything that is told comes from closed lists: ids of entries and
 * checks, outcomes, statuses, milliseconds. Never a text, a person, a registry or a host.
 */
export interface Telemetry {
  /** One activity, from the door to the end of its turn; what happens within belongs to it. */
  turn: <T>(kind: ActivityKind, run: () => Promise<T>) => Promise<T>;
  /** An answer that outlived its turn, or that an ended process left behind. */
  late: <T>(why: LateWhy, run: () => Promise<T>) => Promise<T>;
  /** An activity that the door did not let in. */
  refused: (kind: ActivityKind) => void;
  /** A text that was read, with the result of it. @param ms milliseconds it took */
  diagnosed: (result: Pick<Result, 'declined' | 'answers'>, ms: number) => void;
  /** A live check that ended or was refused. */
  checked: (report: Report) => void;
  /** A call to Azure, its retries included; calls for tokens are those to `entra`. */
  called: (call: CallTold) => void;
  /** Sends what is not sent yet. Never rejects. */
  close: () => Promise<void>;
}

/** Tells nobody. */
export const SILENT: Telemetry = {
  turn: (_kind, run) => run(),
  late: (_why, run) => run(),
  refused: () => undefined,
  diagnosed: () => undefined,
  checked: () => undefined,
  called: () => undefined,
  close: () => Promise.resolve(),
};

/** The same diagnosis, told; where nobody listens, not even timed. */
export function told(diagnose: Diagnose, telemetry: Telemetry): Diagnose {
  if (telemetry === SILENT) return diagnose;
  return async (...asked) => {
    const begun = performance.now();
    const diagnosis = await diagnose(...asked);
    telemetry.diagnosed(diagnosis.result, performance.now() - begun);
    return diagnosis;
  };
}
