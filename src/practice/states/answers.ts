import { renderAnswerCard } from '../../cards/answer';
import type { CardOptions } from '../../cards/answer-actions';
import { renderDeclinedCard } from '../../cards/declined';
import type { Card } from '../../cards/elements';
import { renderHandOffCard } from '../../cards/hand-off';
import { openCase, type Case } from '../../case';
import { createDiagnose, type Diagnose } from '../../diagnose';
import type { Catalogue } from '../../knowledge/schema';
import { explainName } from '../../lookup';
import { answerWith } from '../../match/decide';
import type { Effect, Finding } from '../../verdict/finding';
import { buildResult, type Checked, type Result } from '../../verdict/result';
import { HUB, NONSENSE, NONSENSE_WITH_SECRET, PULL_401, QUESTION, SECRETS } from './pastes';
import { SYSTEM_LOG, TIE, TWO_PROBLEMS } from './pastes';

const ASKER = { id: 'gallery', tenant: 'local' };
const AT = '2026-11-21T10:42:00.000Z';
const CHECKED: Checked = { at: AT, as: "the bot's application", changes: [] };
/** As Teams shows it: live checks can be run, and the case is kept. */
const IN_TEAMS: CardOptions = { canCheck: true, canHandOff: true };

type Drawn = Record<string, Card>;

/** What live checks would have found; the causes are those of the 401 on a pull, in the order of its entry. */
type Seen = readonly [effect: Effect, saw: string, more?: Partial<Finding>];
const NO_ROLE: Seen = [
  'confirms',
  '14 role assignments at or above contosoprod7.azurecr.io, none grants pull to 8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
  { stops: 'authenticate' },
];
const HAS_ROLE: Seen = [
  'rules-out',
  'AcrPull on contosoprod7 is granted to 8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
];
const NO_SUCH_SECRET: Seen = ['rules-out', 'no pod of the node pool names a pull secret'];
const MAY_NOT_READ: Seen = [
  'unknown',
  'Azure answered 403: the identity may not read credentials of applications',
  { permission: 'Application.Read.All' },
];
const REFUSED: Seen = [
  'unknown',
  "this check may not be run for you here: the policy allows it to the group 'registry operators'",
  { permission: 'an entry of the policy file; ask whoever runs the bot' },
];
const LATE: Seen = ['unknown', 'no answer within 8 s'];
const CHANGED: Seen = [
  'notes',
  'AcrPull is granted now, but that was changed 2026-11-21 10:30 UTC, after the failure',
];

/** Every state of an answer: how it was matched, what was checked, what it carries. */
export async function answerStates(catalogue: Catalogue): Promise<Drawn> {
  const read = reader(createDiagnose(catalogue));
  const pull = await read(PULL_401);
  const draw = (
    seen: readonly (Seen | undefined)[],
    checked: Partial<Checked> = {},
    more: CardOptions = {},
  ) =>
    renderAnswerCard(withFindings(pull.known, seen, { ...CHECKED, ...checked }, catalogue), {
      ...IN_TEAMS,
      ...more,
    });
  const pasted = async (text: string) => renderAnswerCard((await read(text)).result, IN_TEAMS);
  const since = (...changed: string[]) => ({ since: { at: '2026-11-20T16:05:00.000Z', changed } });
  const all = (seen: Seen) => Array.from({ length: 13 }, () => seen);
  return {
    sure: await pasted(PULL_401),
    'sure, without live checks': renderAnswerCard(pull.result, { canHandOff: true }),
    'two candidates': await pasted(TIE),
    'two problems': await pasted(TWO_PROBLEMS),
    'a question, by its words': await pasted(QUESTION),
    'masked secrets': await pasted(SECRETS),
    timeline: await pasted(SYSTEM_LOG),
    'an entry by its name': entry('MANIFEST_UNKNOWN', catalogue),
    preview: entry('artifact-streaming/mirror-503', catalogue),
    retired: entry('teleport/retired', catalogue),
    'documents disagree': entry('limits/storage-quota', catalogue),
    'checks begin': draw([], {}, { running: { done: 0, of: 12 } }),
    'checks go on': draw([NO_ROLE, undefined, NO_SUCH_SECRET], {}, { running: { done: 5, of: 12 } }),
    confirmed: draw([NO_ROLE, undefined, MAY_NOT_READ, undefined, NO_SUCH_SECRET], {
      changes: ['AcrPull on contosoprod7 was deleted 2026-11-21 09:55 UTC by ci@contoso.com'],
    }),
    'all ruled out': draw(all(HAS_ROLE)),
    'all possible': draw([], {}, { lacks: ['cluster'] }),
    'nothing could be checked': draw(all(LATE)),
    'the policy refuses': draw(all(REFUSED)),
    'changed since the failure': draw([CHANGED]),
    'run again, nothing new': draw([NO_ROLE], since()),
    'run again, another verdict': draw(
      [HAS_ROLE],
      since('The identity that pulls holds no pull role on the registry: was confirmed, now ruled out'),
    ),
    'several names lack': draw([], {}, { lacks: ['cluster', 'repository'] }),
  };
}

export async function declinedStates(catalogue: Catalogue): Promise<Drawn> {
  const read = reader(createDiagnose(catalogue));
  const pasted = async (text: string) => renderDeclinedCard((await read(text)).result);
  return {
    'not ours': await pasted(HUB),
    unknown: await pasted(NONSENSE),
    'unknown, with a secret': await pasted(NONSENSE_WITH_SECRET),
    empty: await pasted(' '),
    'no such entry': renderDeclinedCard(explainName('no-such-entry', catalogue)),
  };
}

export async function handOffStates(catalogue: Catalogue): Promise<Drawn> {
  const read = reader(createDiagnose(catalogue));
  const { known, result } = await read(PULL_401);
  const checked = withFindings(known, [NO_ROLE, undefined, MAY_NOT_READ], CHECKED, catalogue);
  return { unchecked: renderHandOffCard(result, AT), checked: renderHandOffCard(checked, AT) };
}

function entry(name: string, catalogue: Catalogue): Card {
  return renderAnswerCard(explainName(name, catalogue));
}

function reader(diagnose: Diagnose) {
  return async (text: string): Promise<{ known: Case; result: Result }> => {
    const signal = new AbortController().signal;
    const opened = openCase('gallery', ASKER, AT);
    const { case: known, result } = await diagnose(opened, { text, at: AT }, ASKER, signal);
    return { known, result };
  };
}

function withFindings(
  { id, evidence }: Case,
  seen: readonly (Seen | undefined)[],
  checked: Checked,
  catalogue: Catalogue,
): Result {
  const [first] = evidence.answers;
  const causes = catalogue.symptoms.find((symptom) => symptom.id === first?.symptom)?.causes ?? [];
  const findings = causes.flatMap((cause, at): Finding[] => {
    const found = seen[at];
    if (!found) return [];
    const [effect, saw, more] = found;
    const vantage = { from: 'configuration' as const };
    return [
      {
        symptom: first?.symptom ?? '',
        cause: cause.id,
        effect,
        saw,
        vantage,
        check: 'gallery',
        at: AT,
        ...more,
      },
    ];
  });
  const result = buildResult(id, answerWith(evidence.answers), evidence, findings, catalogue);
  return { ...result, checked };
}
