import type { Change } from '../azure/activity-log';
import type { Stage } from '../knowledge/schema';

/** From where something was seen. What the bot sees from its own place says nothing of the node's. */
export type Vantage = { from: 'pasted'; line: number } | { from: 'configuration' } | { from: 'bot' };

export type Holds = 'yes' | 'no' | 'unknown' | 'not-applicable';

/** What a live check found of one of its statements. */
export interface Judgement {
  /** `registry/network`. */
  check: string;
  /** `public-access-off`: worded so that yes is the trouble. */
  statement: string;
  holds: Holds;
  /** What was seen, or why nothing could be, in one sentence without its full stop. */
  saw: string;
  vantage: 'configuration' | 'bot';
  about: 'registry' | 'image' | 'identity' | 'host' | 'cluster' | 'app';
  /** What was looked at: a registry, an image, an identity. */
  subject: string;
  /** ISO 8601: since when it has been so, where that is known. */
  since?: string;
  permission?: string;
  /** Where a pull stops, when it holds. */
  stops?: Stage;
  /** What worked, when it does not hold. */
  passed?: readonly Stage[];
  /** Line of the paste it was read in; absent when a live check saw it. */
  pastedLine?: number;
  changedBy: readonly Change[];
}

/**
 * What something seen does to one cause of one symptom. `unknown`: somebody looked and could not tell, with `saw` as
 * the reason. `notes`: it was seen and worth telling, but proves nothing for this failure.
 */
export type Effect = 'confirms' | 'rules-out' | 'unknown' | 'notes';

export interface Finding {
  symptom: string;
  cause: string;
  effect: Effect;
  /** What was seen, as the user should read it. */
  saw: string;
  vantage: Vantage;
  /** Id of the check that saw it; absent when it was read in a paste. */
  check?: string;
  /** What would have to be allowed for it to be known. */
  permission?: string;
  /** Where what was seen stops a pull; on what confirms only. */
  stops?: Stage;
  /** Stages that were seen to work; on what rules out only. */
  passed?: readonly Stage[];
  /** ISO 8601, UTC. */
  at: string;
}
