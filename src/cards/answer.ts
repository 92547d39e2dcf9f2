import type { Answer, Result } from '../verdict/result';
import type { PathMark } from '../verdict/pull-path';
import { causesElements, sourceLine, stepElements } from './causes';
import { actionSet, card, container, folded, jsonOf, MAX_CARD_BYTES, text } from './elements';
import type { Card, Element, Run } from './elements';
import { fitCard } from './fit';
import { actions, checkAction, questionActions, SCOPE, scopeLine } from './answer-actions';
import type { CardOptions } from './answer-actions';
import { secretElements } from './secrets';
import { alsoHere, namedFacts, namedImage, renderText } from './text';
import { timelineElements } from './timeline';
import { checkedLines, runningLine, STAGE_WORDS, STATE_WORDS, statusLine, VERDICT_WORDS } from './words';

/** How many causes show their details; the rest show only title and verdict. Less when the card grows too big. */
const DETAIL_LEVELS = [Infinity, 8, 5, 3, 1, 0];

/** The card of an answered case. Its size stays below Teams' limit whatever the findings. */
export function renderAnswerCard(result: Result, options: CardOptions = {}): Card {
  const [first] = result.answers;
  if (!first) throw new Error('renderAnswerCard needs an answered result');
  const plain = renderText(result).slice(0, 4000);
  const draw = (details: number) =>
    card(
      body(first, result, details, options),
      actions(result, first, options),
      plain,
      `${first.title}. ${first.says}`,
    );
  for (const details of DETAIL_LEVELS) {
    const drawn = draw(details);
    if (Buffer.byteLength(jsonOf(drawn)) <= MAX_CARD_BYTES) return drawn;
  }
  return fitCard(draw(0), MAX_CARD_BYTES);
}

function body(answer: Answer, result: Result, details: number, options: CardOptions): Element[] {
  const { running } = options;
  const scope = scopeLine(result, answer, options);
  const status = statusLine(answer.status, answer.successor);
  const because = answer.because.find(({ line }) => line > 0);
  return [
    text([{ text: answer.title, weight: 'Bolder', size: 'Large' }]),
    ...confirmedLine(answer),
    text([answer.says], { spacing: 'Small' }),
    ...(status ? [text([{ text: status, color: 'Warning' }], { spacing: 'Small' })] : []),
    ...(answer.path.length > 0 ? [pathRow(answer.path)] : []),
    ...(because ? [quote(because.text, because.line)] : []),
    ...namedFacts(result).map((named) => text([{ text: named, isSubtle: true }], { spacing: 'Small' })),
    ...(running
      ? [text([{ text: runningLine(running), color: 'Accent', weight: 'Bolder' }], { spacing: 'Small' })]
      : []),
    ...(result.checked ? checkedLines(result.checked) : []).map((line) =>
      text([{ text: line, isSubtle: true, size: 'Small' }], { spacing: 'Small' }),
    ),
    ...(scope
      ? [
          text([{ text: scope, isSubtle: true, size: 'Small' }], { id: SCOPE, spacing: 'Small' }),
          actionSet([checkAction(result)]),
        ]
      : []),
    ...(result.timelines ?? []).flatMap((one, at) =>
      timelineElements(one, `timeline${at}`, namedImage(result)),
    ),
    ...(result.question
      ? [
          text([{ text: result.question.ask, weight: 'Bolder' }], { spacing: 'Medium' }),
          actionSet(questionActions(result)),
        ]
      : []),
    ...alsoHere(result, answer).map(({ title, because: [other] }) =>
      text([{ text: `Another problem in line ${other?.line ?? 0}: `, weight: 'Bolder' }, title], {
        spacing: 'Small',
      }),
    ),
    ...secretElements(result.redacted),
    ...answer.steps.flatMap((step, at) => stepElements(step, `${at + 1}. `, `step${at}`)),
    ...causesElements(answer.causes, details),
    ...answer.conflicts.flatMap(conflictElements),
    container([text([{ text: 'Sources', weight: 'Bolder' }]), ...answer.sources.map(sourceLine)], {
      id: 'sources',
      isVisible: false,
      separator: true,
    }),
  ];
}

/** On a phone the causes begin far below: what is confirmed stands under the title as well. */
function confirmedLine({ causes }: Answer): Element[] {
  const [first, ...more] = causes.filter(({ verdict }) => verdict === 'confirmed');
  if (!first) return [];
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  const mark: Run = { text: VERDICT_WORDS.confirmed, color: 'Attention', weight: 'Bolder' };
  return [text([mark, `  ${first.title}${others}`], { spacing: 'Small' })];
}

const STATE_COLORS = {
  ok: 'Good',
  failed: 'Attention',
  unknown: 'Default',
  'not-reached': 'Default',
} as const;

/** The pull at a glance: which stages were passed, where it failed, what never began. */
function pathRow(path: readonly PathMark[]): Element {
  const reached = path.filter(({ state }) => state !== 'not-reached');
  const never = path.filter(({ state }) => state === 'not-reached').map(({ stage }) => STAGE_WORDS[stage]);
  const runs = reached.flatMap(({ stage, state }, at): Run[] => [
    ...(at > 0 ? [{ text: ' \u203a ', isSubtle: true }] : []),
    {
      // No break inside a mark, so that a phone wraps between stages.
      text: `${STAGE_WORDS[stage]} ${STATE_WORDS[state]}`.replace(/ /g, '\u00a0'),
      color: STATE_COLORS[state],
      ...(state === 'failed' ? { weight: 'Bolder' as const } : {}),
      ...(state === 'unknown' ? { isSubtle: true } : {}),
    },
  ]);
  const rest: Run[] =
    never.length > 0 ? [{ text: `  not reached: ${never.join(', ')}`, isSubtle: true }] : [];
  return text([...runs, ...rest], { spacing: 'Medium' });
}

function quote(line: string, number: number): Element {
  return container(
    [
      text([{ text: `Line ${number} decided`, isSubtle: true, size: 'Small' }]),
      text([{ text: line, fontType: 'Monospace', size: 'Small' }], { spacing: 'Small' }),
    ],
    { style: 'emphasis', spacing: 'Medium' },
  );
}

/** What documents say against each other: the question in one line, the statements behind a click. */
function conflictElements({ about, statements, follow }: Answer['conflicts'][number], at: number): Element[] {
  return folded(
    `conflict${at}`,
    [text([{ text: 'Documents disagree: ', weight: 'Bolder' }, about])],
    [
      ...statements.map(({ says, date }) =>
        text([{ text: `${date ?? 'undated'}: `, isSubtle: true }, says], { spacing: 'Small' }),
      ),
      text([{ text: 'What to do: ', weight: 'Bolder' }, follow], { spacing: 'Small' }),
    ],
  );
}
