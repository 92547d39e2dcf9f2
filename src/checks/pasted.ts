import type { Facts } from '../parse/facts';
import type { Output } from '../parse/output/output';
import { CHECKS } from '.';
import type { Looked } from './check';

/** What the checks read in pasted command output, in place of asking Azure. Pure; empty when nothing is about them. */
export function readPasted(outputs: readonly Output[], facts: Facts): Looked {
  const looked = CHECKS.flatMap((check) => check.readPasted?.(outputs, facts) ?? []);
  return {
    judged: looked.flatMap(({ judged }) => judged),
    learned: looked.reduce<Facts>((all, { learned }) => ({ ...all, ...learned }), {}),
    events: looked.flatMap(({ events }) => events),
    timelines: looked.flatMap(({ timelines }) => timelines),
  };
}
