import type { Catalogue } from '../knowledge/schema';
import type { Store } from '../store/store';

/** Whether this replica can answer now: what a load balancer asks before it sends somebody here. */
export interface Readiness {
  isReady: boolean;
  store: boolean;
  knowledge: boolean;
}

/** A store that takes longer than this is not reached. */
const STORE_MS = 2000;
/** Probes, of which anybody may send many, ask the store once in this time. */
const KEPT_MS = 2000;

export interface ReadinessDeps {
  store: Pick<Store, 'get'>;
  catalogue: () => Catalogue;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** @returns a question that never rejects, and is answered within `STORE_MS` */
export function createReadiness({ store, catalogue, now }: ReadinessDeps): () => Promise<Readiness> {
  let kept: { at: number; isReached: Promise<boolean> } | undefined;
  const reached = () => {
    if (!kept || now() - kept.at > KEPT_MS) kept = { at: now(), isReached: isReached(store) };
    return kept.isReached;
  };
  return async () => {
    const knowledge = catalogue().symptoms.length > 0;
    const isStore = await reached();
    return { isReady: isStore && knowledge, store: isStore, knowledge };
  };
}

async function isReached(store: Pick<Store, 'get'>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), STORE_MS);
  });
  // That nothing stands there is an answer, too.
  const asked = store.get('ready/probe').then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
