import { z } from 'zod';
import type { Call } from './answer';
import { glob } from './rights';

/** One disturbance of a scenario. It replaces the tenant's answer, delays it, or breaks the connection. */
export const ruleSchema = z
  .strictObject({
    /** `METHOD host/path`; `*` and `...` stand for anything. With a `?` the query counts too. */
    match: z.string().regex(/^(?:[A-Z]+|\*) \S+$/, 'write METHOD host/path, such as GET *.azurecr.io/v2/*'),
    /** Only the first so many calls that match. */
    times: z.number().int().positive().optional(),
    /** Only each so-many-th call that matches: 3 means the third, the sixth, ... */
    every: z.number().int().min(2).optional(),
    status: z.number().int().min(100).max(599).optional(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
    /** A file beside the scenario whose text is the body. */
    bodyFile: z.string().optional(),
    delayMs: z.number().int().min(0).max(600_000).optional(),
    fault: z.enum(['reset', 'hang', 'half', 'bad-json']).optional(),
  })
  .refine((rule) => rule.body === undefined || rule.bodyFile === undefined, {
    message: 'has both body and bodyFile: keep one',
  })
  .refine(
    (rule) => ['status', 'headers', 'body', 'bodyFile', 'delayMs', 'fault'].some((key) => key in rule),
    {
      message: 'does nothing: add status, body, bodyFile, headers, delayMs or fault',
    },
  );

export type Rule = z.output<typeof ruleSchema>;

/** Finds the rule that holds for a call, and counts. Earlier rules go first. */
export interface Rulebook {
  find: (call: Call) => Rule | undefined;
}

export function createRulebook(rules: readonly Rule[]): Rulebook {
  const counted = rules.map((rule) => ({ rule, matches: matcherOf(rule.match), seen: 0 }));
  return {
    find(call) {
      for (const entry of counted) {
        if (!entry.matches(call)) continue;
        entry.seen++;
        if (isDue(entry.rule, entry.seen)) return entry.rule;
      }
      return undefined;
    },
  };
}

function isDue({ times, every }: Rule, seen: number): boolean {
  if (every !== undefined) return seen % every === 0 && (times === undefined || seen / every <= times);
  return times === undefined || seen <= times;
}

function matcherOf(match: string): (call: Call) => boolean {
  const [method = '*', ...rest] = match.replaceAll('...', '*').split(' ');
  const pattern = glob(rest.join(' '));
  const withQuery = match.includes('?');
  return (call) => {
    if (method !== '*' && method !== call.method) return false;
    const query = call.query.toString();
    return pattern.test(call.host + call.path + (withQuery && query !== '' ? `?${query}` : ''));
  };
}
