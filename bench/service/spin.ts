/** What one paste costs: milliseconds of processor time, and how much work of `step` that is. */
export interface Cost {
  ms: number;
  steps: number;
}

let sink = 1;

/** Work, not time: a spinner that is not on the processor must not count that as having spun. */
export function step(count: number): void {
  for (let at = 0; at < count; at++) sink = (sink * 31 + at) % 65_521;
}

const PASSES = 8;
const STEPS_A_PASS = 20_000_000;

/**
 * What asking each text costs in this process, as it is now: compiled, and with its heap. Passes over all texts take
 * turns with passes of steps, so that a busy moment of the machine makes both dearer alike; processor time of all
 * threads counts, for the collector's is part of it. The quickest of the passes tells the texts apart.
 */
export async function costsOf(
  texts: readonly string[],
  ask: (text: string) => Promise<unknown>,
): Promise<Cost[]> {
  const quickest = texts.map(() => Infinity);
  const pass = async () => {
    for (const [at, text] of texts.entries()) {
      const begun = performance.now();
      await ask(text);
      quickest[at] = Math.min(quickest[at] ?? Infinity, performance.now() - begun);
    }
  };
  await pass();
  step(STEPS_A_PASS);
  let asked = 0;
  let stepped = 0;
  for (let run = 0; run < PASSES; run++) {
    asked += await processorMs(pass);
    stepped += await processorMs(() => step(STEPS_A_PASS));
  }
  const stepsAMs = (STEPS_A_PASS * PASSES) / stepped;
  const share = asked / PASSES / quickest.reduce((sum, ms) => sum + ms, 0);
  return quickest.map((ms) => ({ ms: ms * share, steps: Math.round(ms * share * stepsAMs) }));
}

async function processorMs(work: () => Promise<void> | void): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}
