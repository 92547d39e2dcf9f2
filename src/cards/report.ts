import type { Judgement } from '../verdict/finding';
import type { Checked } from '../verdict/result';
import { card, container, text, toggle, type Card, type Element, type Run } from './elements';
import { checkedLines, runningLine, type Running } from './words';

/** What live checks said that were asked for by a command, without a failure to explain. */
export interface ReportModel {
  /** `roles contoso --cluster prod`: what was asked. */
  asked: string;
  checks: { id: string; title: string; judged: (Judgement & { says: string })[] }[];
  checked: Checked;
  /** Of the final report, by which it can be shared. */
  id?: string;
  /** While checks still run: how many have answered. */
  running?: Running;
}

/** Before a report's id, on its first part. */
export const REPORT = 'report:';

const HEADS = {
  yes: ['PROBLEM', 'Attention'],
  unknown: ['COULD NOT CHECK', 'Warning'],
  no: ['OK', 'Good'],
  'not-applicable': ['DOES NOT APPLY', 'Default'],
} as const satisfies Record<Judgement['holds'], [string, Run['color']]>;

/** Trouble first, then what could not be seen; what is fine folds away behind a click. */
export function renderReportCard(model: ReportModel): Card {
  const all = model.checks.flatMap(({ judged }) => judged);
  const of = (holds: Judgement['holds']) => all.filter((one) => one.holds === holds);
  const [bad, open, fine] = [of('yes'), of('unknown'), [...of('no'), ...of('not-applicable')]];
  const title = model.running ? runningLine(model.running) : titleOf(bad.length, open.length, all.length);
  const lines = (judged: readonly (Judgement & { says: string })[]) => judged.flatMap(statement);
  return card(
    [
      text(
        [{ text: title, weight: 'Bolder', size: 'Large' }],
        model.id ? { id: `${REPORT}${model.id}` } : {},
      ),
      text([{ text: model.asked, fontType: 'Monospace', size: 'Small' }], { spacing: 'Small' }),
      ...checkedLines(model.checked).map((line) =>
        text([{ text: line, isSubtle: true, size: 'Small' }], { spacing: 'Small' }),
      ),
      ...lines(bad),
      ...lines(folded(open)),
      ...(fine.length > 0
        ? [container(lines(fine), { id: 'fine', isVisible: bad.length + open.length === 0 })]
        : []),
    ],
    fine.length > 0 && bad.length + open.length > 0
      ? [toggle(['fine'], `What is fine (${fine.length})`)]
      : [],
    plainOf(title, model, [...bad, ...folded(open), ...fine]),
    title,
  );
}

function titleOf(bad: number, open: number, all: number): string {
  // That nothing was seen is no good news where nothing could be looked at.
  if (all > 0 && open === all)
    return all === 1 ? 'It could not be checked' : `None of ${all} could be checked`;
  const trouble = bad === 0 ? 'No problem seen' : `${bad} problem${bad === 1 ? '' : 's'}`;
  return `${trouble}, ${open === 0 ? 'everything could be checked' : `${open} of ${all} could not be checked`}`;
}

/** Several statements that could not be checked for one reason are one line. */
function folded(open: readonly (Judgement & { says: string })[]): (Judgement & { says: string })[] {
  const byReason = new Map<string, Judgement & { says: string }>();
  for (const one of open) {
    const key = `${one.check} ${one.saw}`;
    const known = byReason.get(key);
    byReason.set(key, known ? { ...known, says: `${known.says}; ${one.says}` } : one);
  }
  return [...byReason.values()];
}

function statement(one: Judgement & { says: string }): Element[] {
  const [word, color] = HEADS[one.holds];
  const says =
    one.holds === 'unknown' ? `Whether: ${one.says}` : one.holds === 'no' ? `Not so: ${one.says}` : one.says;
  return [
    text(
      [
        { text: word, color, weight: 'Bolder', size: 'Small' },
        { text: `  ${one.check}`, isSubtle: true, size: 'Small' },
      ],
      { separator: true, spacing: 'Medium' },
    ),
    text([says], { spacing: 'None' }),
    text([{ text: `${one.holds === 'unknown' ? 'could not' : 'saw'}: ${one.saw}`, isSubtle: true }], {
      spacing: 'None',
    }),
    ...(one.permission
      ? [text([{ text: `needs: ${one.permission}`, isSubtle: true }], { spacing: 'None' })]
      : []),
  ];
}

function plainOf(
  title: string,
  { asked }: ReportModel,
  judged: readonly (Judgement & { says: string })[],
): string {
  const lines = judged.map(({ holds, says, saw }) => `${HEADS[holds][0]}: ${says} (${saw})`);
  return [title, asked, ...lines].join('\n').slice(0, 4000);
}
