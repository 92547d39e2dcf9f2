/** From where something was seen. What the bot sees from its own place says nothing of the node's. */
export type Vantage = { from: 'pasted'; line: number } | { from: 'configuration' } | { from: 'bot' };

/**
 * One thing that was seen about one cause of one symptom. `effect` is what it does to the cause; `unknown` means
 * that somebody looked and could not tell, with `saw` as the reason.
 */
export interface Finding {
  symptom: string;
  cause: string;
  effect: 'confirms' | 'rules-out' | 'unknown';
  /** What was seen, as the user should read it. */
  saw: string;
  vantage: Vantage;
  /** ISO 8601, UTC. */
  at: string;
}
