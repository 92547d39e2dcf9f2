import { createDiagnose } from '../../src/diagnose';
import { createLive } from '../../src/live';
import { createMind, type MindDeps } from '../../src/mind/mind';
import type { Mind } from '../../src/conversation';
import { startSimulation } from '../../src/practice/simulation';
import { openLmdbStore } from '../../src/store/lmdb';
import { folderWith } from './folder';
import { theCatalogue } from './knowledge';

export interface RunningMind {
  mind: Mind;
  stop: () => Promise<void>;
}

/** The real mind over a simulated tenant and a store of its own. */
export async function startMind(scenario: string, parts: Partial<MindDeps> = {}): Promise<RunningMind> {
  const simulation = await startSimulation(scenario);
  const store = openLmdbStore(folderWith({}));
  let ids = 0;
  const mind = createMind({
    diagnose: createDiagnose(theCatalogue()),
    catalogue: theCatalogue(),
    store,
    now: Date.now,
    newId: () => `case-${++ids}`,
    openLive: (signal) =>
      createLive({
        ...simulation.live,
        signal,
        onFault: (check, error) => {
          throw new Error(`check ${check} failed`, { cause: error });
        },
      }),
    ...parts,
  });
  return {
    mind,
    async stop() {
      await store.close();
      await simulation.close();
    },
  };
}
