import type { Card } from '../cards/elements';
import { renderNoteCard } from '../cards/note';
import { NOTES } from '../cards/notes';
import type { Mind } from '../conversation';
import { BusyError, createGate, type Gate } from './gate';

/** A flood of pastes waits in line up to a point, and is told to come back beyond it. Live checks mostly wait for Azure. */
const GATES = { texts: { atOnce: 4, waiting: 40 }, checks: { atOnce: 12, waiting: 24 } };

/** The same mind, of which only so much is worked out at once. `read` throws BusyError beyond it. */
export function withGates(mind: () => Mind): () => Mind {
  const texts = createGate(GATES.texts);
  const checks = createGate(GATES.checks);
  return () => {
    const inner = mind();
    return {
      ...inner,
      read: (...asked) => texts.run(() => inner.read(...asked)),
      diagnose: (...asked) => texts.run(() => inner.diagnose(...asked)),
      work: (...asked) => gated(checks, () => inner.work(...asked)),
    };
  };
}

/** Holds a place in the gate for as long as versions come. */
async function* gated(gate: Gate, work: () => AsyncIterable<Card>): AsyncGenerator<Card> {
  let leave: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (leave = resolve));
  let enter: () => void = () => undefined;
  const entered = new Promise<void>((resolve) => (enter = resolve));
  const place = gate.run(() => {
    enter();
    return over;
  });
  try {
    await Promise.race([entered, place]);
    yield* work();
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    yield renderNoteCard(NOTES.busy);
  } finally {
    leave();
  }
}
