import { PULL_PATH, type Stage } from '../knowledge/schema';
import type { Facts } from '../parse/facts';

/** How one stage of a pull went. `unknown`: nothing in the text proves it; `not-reached`: it never began. */
export type StageState = 'ok' | 'failed' | 'unknown' | 'not-reached';
export interface PathMark {
  stage: Stage;
  state: StageState;
}

/**
 * The pull as a row of stages, with only what the failure proves: an HTTP answer of the registry proves name,
 * connection and TLS, but not that the caller was signed in. Empty when the failure is not on the pull path.
 */
export function pullPath(failed: Stage | undefined, facts: Facts): PathMark[] {
  const at = PULL_PATH.findIndex((stage) => stage === failed);
  if (at === -1) return [];
  return PULL_PATH.map((stage, index): PathMark => {
    if (index === at) return { stage, state: 'failed' };
    if (index > at) return { stage, state: 'not-reached' };
    return { stage, state: isProven(index, at, facts) ? 'ok' : 'unknown' };
  });
}

const TLS = PULL_PATH.indexOf('tls');
const AUTHORIZE = PULL_PATH.indexOf('authorize');
const MANIFEST = PULL_PATH.indexOf('manifest');

function isProven(index: number, failedAt: number, facts: Facts): boolean {
  if (facts.endpoint === 'mirror') return false;
  if (index <= TLS) return true;
  const status = facts.status ?? 0;
  if (failedAt === AUTHORIZE) return status !== 403;
  if (failedAt === MANIFEST) return status < 429;
  return true;
}
