import { Worker } from 'node:worker_threads';

/**
 * Ends this process when its event loop stands still: it answers nobody then, not even `/healthz`, and holds messages
 * that another replica would answer. What it worked on is taken over, and given up after three starts. A thread counts,
 * for whatever stands still cannot.
 */
export interface Watchdog {
  stop: () => void;
}

/** Far more than any message takes: the slowest pattern is linear, the largest message 1 MB. */
const STILL_MS = 20_000;
const LOOKS = 10;

/**
 * The thread. It counts looks without a beat in between, and not time: a machine that slept has stood still as a whole.
 * It writes by itself, for the streams of a thread go through the loop that stands still.
 */
const THREAD = `
const { workerData: { beats, everyMs, looks } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let last = -1;
let still = 0;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  still = now === last ? still + 1 : 0;
  last = now;
  if (still < looks) return;
  const seconds = Math.round(looks * everyMs / 1000);
  writeSync(2, JSON.stringify({ level: 60, time: Date.now(), seconds, msg: 'event loop stood still, process ended' }) + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, everyMs);
`;

/** @param stillMs milliseconds without a turn of the event loop after which the process is ended */
export function startWatchdog(stillMs = STILL_MS): Watchdog {
  const everyMs = stillMs / LOOKS;
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), everyMs / 2).unref();
  const thread = new Worker(THREAD, {
    eval: true,
    workerData: { beats, everyMs, looks: LOOKS },
    resourceLimits: { maxOldGenerationSizeMb: 8 },
  });
  thread.unref();
  return {
    stop() {
      clearInterval(timer);
      void thread.terminate();
    },
  };
}
