import type { CauseVerdict, FilledStep, Source, Verdict } from '../verdict/result';
import { code, container, folded, MORE, openUrl, text, toggle, type Element, type Run } from './elements';
import { evidenceLines, VERDICT_WORDS } from './words';

/** More causes than these, and more ruled out than these, fold away: what is left to do fits on a phone. */
const SHOWN = 3;
const SHOWN_RULED_OUT = 2;

/**
 * The causes, the next thing to do first. Those that are confirmed always show; of the open ones the likeliest.
 * @param details how many causes from the first may unfold
 */
export function causesElements(causes: readonly CauseVerdict[], details: number): Element[] {
  const rows = causes.map((cause, at) => ({ cause, elements: causeElements(cause, at, at < details) }));
  const open = rows.filter(({ cause }) => cause.verdict !== 'ruled-out');
  const out = rows.filter(({ cause }) => cause.verdict === 'ruled-out');
  const confirmed = open.filter(({ cause }) => cause.verdict === 'confirmed').length;
  const shown = open.length <= SHOWN + 1 ? open.length : Math.max(SHOWN, confirmed);
  const elements = (of: typeof rows) => of.flatMap((row) => row.elements);
  return [
    ...(open.length === 0 && out.length > 0 ? [text([NONE_LEFT], SEPARATED)] : []),
    ...elements(open.slice(0, shown)),
    ...foldedRows('more-causes', headOf(open.slice(shown)), elements(open.slice(shown))),
    ...(out.length > SHOWN_RULED_OUT
      ? foldedRows('ruled-out', `${VERDICT_WORDS['ruled-out']}: ${out.length} causes`, elements(out))
      : elements(out)),
  ];
}

const SEPARATED = { separator: true, spacing: 'Medium' } as const;
const NONE_LEFT: Run = {
  text: 'Every documented cause is ruled out. Paste more of the log, or give the hand-off note to the next shift.',
  weight: 'Bolder',
};

/** `9 more causes: 8 possible, 1 could not check`. */
function headOf(rows: readonly { cause: CauseVerdict }[]): string {
  const verdicts = [...new Set(rows.map(({ cause }) => cause.verdict))];
  const counts = verdicts.map((verdict) => {
    const count = rows.filter(({ cause }) => cause.verdict === verdict).length;
    return `${count} ${VERDICT_WORDS[verdict].toLowerCase()}`;
  });
  return `${rows.length} more causes: ${counts.join(', ')}`;
}

function foldedRows(id: string, head: string, rows: Element[]): Element[] {
  return rows.length === 0 ? [] : folded(id, [text([{ text: head, weight: 'Bolder' }])], rows);
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
  if (!hasDetails) return [container([head, title, ...seen], SEPARATED)];
  const more = container(causeDetails(cause, id), {
    id,
    isVisible: at === 0 && cause.verdict !== 'ruled-out',
  });
  return [container([head, title, ...seen], { ...SEPARATED, selectAction: toggle([id]) }), more];
}

function causeDetails(cause: CauseVerdict, id: string): Element[] {
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
    ...cause.fix.flatMap((step, at) => stepElements(step, 'Fix: ', `${id}fix${at}`)),
    ...cause.sources.map(sourceLine),
  ];
}

/** A step with its commands. The same in PowerShell folds away where there is a line for the shell. */
export function stepElements(step: FilledStep, mark: string, id: string): Element[] {
  return [
    text([{ text: mark, weight: 'Bolder' }, step.do], { spacing: 'Medium' }),
    ...(step.command ? [code(step.command, 'bash')] : []),
    ...(step.powershell ? powershell(step.powershell, step.command === undefined, id) : []),
    ...(step.portal
      ? [text([{ text: 'In the portal: ', isSubtle: true }, step.portal], { spacing: 'Small' })]
      : []),
    ...(step.snippet ? [code(step.snippet.text, step.snippet.language)] : []),
  ];
}

export function sourceLine(source: Source): Element {
  const label = [source.title, source.section, source.dated].filter(Boolean).join(', ');
  return text([{ text: label, size: 'Small', selectAction: openUrl(label, source.address) }], {
    spacing: 'Small',
  });
}

function powershell(command: string, isAlone: boolean, id: string): Element[] {
  const name = text([{ text: 'PowerShell', isSubtle: true, size: 'Small' }, ...(isAlone ? [] : [MORE])]);
  if (isAlone) return [name, code(command, 'powershell')];
  const hidden = container([code(command, 'powershell')], { id: `${id}ps`, isVisible: false });
  return [container([name], { spacing: 'Small', selectAction: toggle([`${id}ps`]) }), hidden];
}
