import type { Answer, CauseVerdict, FilledStep, Result, Source, Verdict } from '../verdict/result';
import type { PathMark } from '../verdict/pull-path';
import {
  card,
  code,
  container,
  jsonOf,
  MAX_CARD_BYTES,
  openUrl,
  text,
  toggle,
  type Card,
  type Element,
  type Run,
} from './elements';
import { actions, scopeLine, type CardOptions } from './answer-actions';
import { MORE } from './fit';
import { secretElements } from './secrets';
import { alsoHere, namedFacts, namedImage, renderText } from './text';
import { timelineElements } from './timeline';
import {
  checkedLines,
  evidenceLines,
  runningLine,
  STAGE_WORDS,
  STATE_WORDS,
  statusLine,
  VERDICT_WORDS,
} from './words';

/** How many causes show their details; the rest show only title and verdict. Less when the card grows too big. */
const DETAIL_LEVELS = [Infinity, 8, 5, 3, 1, 0];

/** The card of an answered case. Its size stays below Teams' limit whatever the findings. */
export function renderAnswerCard(result: Result, options: CardOptions = {}): Card {
  const [first] = result.answers;
  if (!first) throw new Error('renderAnswerCard needs an answered result');
  const plain = renderText(result).slice(0, 4000);
  for (const details of DETAIL_LEVELS) {
    const drawn = card(
      body(first, result, details, options),
      actions(result, first, options),
      plain,
      `${first.title}. ${first.says}`,
    );
    if (Buffer.byteLength(jsonOf(drawn)) <= MAX_CARD_BYTES) return drawn;
  }
  throw new Error(`the card of ${first.symptom} is over ${MAX_CARD_BYTES} bytes without any details`);
}

function body(answer: Answer, result: Result, details: number, options: CardOptions): Element[] {
  const { running } = options;
  const scope = scopeLine(result, answer, options);
  const status = statusLine(answer.status, answer.successor);
  const because = answer.because.find(({ line }) => line > 0);
  return [
    text([{ text: answer.title, weight: 'Bolder', size: 'Large' }]),
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
    ...(scope ? [text([{ text: scope, isSubtle: true, size: 'Small' }], { spacing: 'Small' })] : []),
    ...(result.timelines ?? []).flatMap((one, at) =>
      timelineElements(one, `timeline${at}`, namedImage(result)),
    ),
    ...(result.question
      ? [text([{ text: result.question.ask, weight: 'Bolder' }], { spacing: 'Medium' })]
      : []),
    ...alsoHere(result, answer).map(({ title, because: [other] }) =>
      text([{ text: `Another problem in line ${other?.line ?? 0}: `, weight: 'Bolder' }, title], {
        spacing: 'Small',
      }),
    ),
    ...secretElements(result.redacted),
    ...answer.steps.flatMap((step, at) => stepElements(step, `${at + 1}. `)),
    ...answer.causes.flatMap((cause, at) => causeElements(cause, at, at < details)),
    ...answer.conflicts.map(conflictElement),
    container([text([{ text: 'Sources', weight: 'Bolder' }]), ...answer.sources.map(sourceLine)], {
      id: 'sources',
      isVisible: false,
      separator: true,
    }),
  ];
}

const STATE_COLORS = {
  ok: 'Good',
  failed: 'Attention',
  unknown: 'Default',
  'not-reached': 'Default',
} as const;

function conflictElement({ about, statements, follow }: Answer['conflicts'][number]): Element {
  return container(
    [
      text([{ text: 'Documents disagree. ', weight: 'Bolder' }, about]),
      ...statements.map(({ says, date }) =>
        text([{ text: `${date ?? 'undated'}: `, isSubtle: true }, says], { spacing: 'Small' }),
      ),
      text([follow], { spacing: 'Small' }),
    ],
    { separator: true },
  );
}

/** The pull at a glance: which stages were passed, where it failed, what never began. */
function pathRow(path: readonly PathMark[]): Element {
  const runs = path.flatMap(({ stage, state }, at): Run[] => [
    ...(at > 0 ? [{ text: ' \u203a ', isSubtle: true }] : []),
    {
      // No break inside a mark, so that a phone wraps between stages.
      text: `${STAGE_WORDS[stage]} ${STATE_WORDS[state]}`.replace(/ /g, '\u00a0'),
      color: STATE_COLORS[state],
      ...(state === 'failed' ? { weight: 'Bolder' as const } : {}),
      ...(state === 'unknown' || state === 'not-reached' ? { isSubtle: true } : {}),
    },
  ]);
  return text(runs, { spacing: 'Medium' });
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

const VERDICT_COLORS: Record<Verdict, Run['color']> = {
  confirmed: 'Attention',
  possible: 'Accent',
  'could-not-check': 'Warning',
  'ruled-out': 'Good',
};

/** A cause: one line with its verdict, and behind a click what was seen, why, how to tell, and the fix. */
function causeElements(cause: CauseVerdict, at: number, hasDetails: boolean): Element[] {
  const id = `cause${at}`;
  const head = text(
    [
      {
        text: VERDICT_WORDS[cause.verdict],
        color: VERDICT_COLORS[cause.verdict],
        weight: 'Bolder',
        size: 'Small',
      },
      { text: `  ${cause.likelihood}`, isSubtle: true, size: 'Small' },
      ...(hasDetails ? [MORE] : []),
    ],
    {},
  );
  const title = text([{ text: cause.title, weight: cause.verdict === 'ruled-out' ? 'Lighter' : 'Bolder' }], {
    spacing: 'None',
  });
  const seen = evidenceLines(cause).map((line) =>
    text([{ text: line, isSubtle: true }], { spacing: 'None' }),
  );
  if (!hasDetails) return [container([head, title, ...seen], { separator: true, spacing: 'Medium' })];
  const more = container(causeDetails(cause), { id, isVisible: at === 0 && cause.verdict !== 'ruled-out' });
  const row = container([head, title, ...seen], {
    separator: true,
    spacing: 'Medium',
    selectAction: toggle([id]),
  });
  return [row, more];
}

function causeDetails(cause: CauseVerdict): Element[] {
  return [
    text([cause.why], { spacing: 'Small' }),
    ...(cause.verdict === 'confirmed' ? [] : cause.confirm).flatMap((proof) => {
      const command = proof.command ?? proof.powershell;
      if (!command && !proof.portal) return [];
      const where = proof.portal ?? 'this';
      return [
        text([{ text: `Confirmed if ${where} shows `, weight: 'Bolder' }, proof.shows], { spacing: 'Small' }),
        ...(command ? [code(command, proof.command ? 'bash' : 'powershell')] : []),
      ];
    }),
    ...cause.fix.flatMap((step) => stepElements(step, 'Fix: ')),
    ...cause.sources.map(sourceLine),
  ];
}

function stepElements(step: FilledStep, mark: string): Element[] {
  return [
    text([{ text: mark, weight: 'Bolder' }, step.do], { spacing: 'Medium' }),
    ...(step.command ? [code(step.command, 'bash')] : []),
    ...(step.powershell
      ? [text([{ text: 'PowerShell', isSubtle: true, size: 'Small' }]), code(step.powershell, 'powershell')]
      : []),
    ...(step.portal
      ? [text([{ text: 'In the portal: ', isSubtle: true }, step.portal], { spacing: 'Small' })]
      : []),
    ...(step.snippet ? [code(step.snippet.text, step.snippet.language)] : []),
  ];
}

function sourceLine(source: Source): Element {
  const label = [source.title, source.section, source.dated].filter(Boolean).join(', ');
  return text([{ text: label, size: 'Small', selectAction: openUrl(label, source.address) }], {
    spacing: 'Small',
  });
}
