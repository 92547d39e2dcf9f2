import { factsOf, type Case } from '../case';
import type { ParamName } from '../checks/check';
import type { Live } from '../examine';
import type { Catalogue } from '../knowledge/schema';
import { checksOf } from '../verdict/link';

/** Names that a person can give without looking them up elsewhere, each asked for after what it hangs on. */
const ASKED: readonly ParamName[] = [
  'registry',
  'repository',
  'tag',
  'cluster',
  'app',
  'exportPipeline',
  'importPipeline',
  'pipelineRun',
  'keyVault',
  'storageAccount',
  'sas',
  'direction',
  'platform',
  'principalId',
  'clientIp',
];
/** More questions at once are a form, not a conversation. */
const MAX_ASKED = 3;

/**
 * What to ask for, so that more of the case's live checks can run. `essential`: only when none of them can, and then
 * what the nearest one needs.
 */
export function lackingOf(
  known: Case,
  which: 'all' | 'essential',
  live: Pick<Live, 'lacking'>,
  { symptoms }: Catalogue,
): ParamName[] {
  const [first] = known.evidence.answers;
  if (!first) return [];
  const checks = checksOf(symptoms.filter(({ id }) => id === first.symptom));
  const lacks = live.lacking(checks, factsOf(known.evidence, first));
  const askable = lacks.filter((names) => names.every((name) => ASKED.includes(name)));
  const isStuck = lacks.length === checks.length;
  const wanted = which === 'all' ? mostUseful(askable) : isStuck ? nearest(askable) : [];
  return ASKED.filter((name) => wanted.includes(name));
}

/** The names that most checks wait for. */
function mostUseful(askable: readonly ParamName[][]): ParamName[] {
  const counts = new Map<ParamName, number>();
  for (const name of askable.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_ASKED)
    .map(([name]) => name);
}

function nearest(askable: readonly ParamName[][]): ParamName[] {
  return [...askable].sort((a, b) => a.length - b.length)[0] ?? [];
}
