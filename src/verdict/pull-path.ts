import { PULL_PATH, type Stage } from '../knowledge/schema';
import type { Facts } from '../parse/facts';

/** How one stage of a pull went. `unknown`: nothing in the text proves it; `not-reached`: it never began. */
export type StageState = 'ok' | 'failed' | 'unknown' | 'not-reached';
export interface PathMark {
  stage: Stage;
  state: StageState;
}

/** What live checks and pasted output say about stages, beside what the message itself proves. */
export interface StageNews {
  /** Where a cause that was confirmed stops a pull. */
  stops: readonly Stage[];
  /** Stages that were seen to work from the place that failed. */
  passed: readonly Stage[];
}

const NO_NEWS: StageNews = { stops: [], passed: [] };

/**
 * The pull as a row of stages, with only what is proven: an HTTP answer of the registry proves name, connection and
 * TLS, but not that the caller was signed in. A conversion or a transfer is one stage of its own. A cause that was
 * confirmed moves the failure to where it stops a pull, but never before a stage that the message proves. Empty when
 * nothing tells a stage.
 */
export function pullPath(told: Stage | undefined, facts: Facts, news: StageNews = NO_NEWS): PathMark[] {
  if (told === 'convert' || told === 'transfer') return [{ stage: told, state: 'failed' }];
  const at = failedAt(indexOf(told), facts, news);
  if (at === -1) return [];
  const base = told === undefined ? at : indexOf(told);
  return PULL_PATH.map((stage, index): PathMark => {
    if (index === at) return { stage, state: 'failed' };
    if (index > at) return { stage, state: 'not-reached' };
    const isOk =
      news.passed.includes(stage) || (told !== undefined && index < base && isProven(index, base, facts));
    return { stage, state: isOk ? 'ok' : 'unknown' };
  });
}

function indexOf(stage: Stage | undefined): number {
  return PULL_PATH.findIndex((one) => one === stage);
}

/** The first stage that a confirmed cause stops, where the message leaves room for it; else what the message tells. */
function failedAt(told: number, facts: Facts, { stops }: StageNews): number {
  const moves = stops
    .map(indexOf)
    .filter((index) => index !== -1 && (index >= told || !isProven(index, told, facts)));
  return moves.length === 0 ? told : Math.min(...moves);
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
