import type { FilledStep, Answer, CauseVerdict, Result, Source, Verdict } from '../verdict/result';
import { secretLines } from './secrets';
import type { PathMark } from '../verdict/pull-path';
import { timelineText } from './timeline';
import { checkedLines, evidenceLines, STAGE_WORDS, STATE_WORDS, statusLine, VERDICT_WORDS } from './words';

/** Marks up a piece of text for a terminal; the identity where there are no colours. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

export const PLAIN: Paint = (_style, text) => text;

/** A result as plain text: for terminals, and for chat clients that show no cards. */
export function renderText(result: Result, paint: Paint = PLAIN): string {
  const lines = result.declined ? declined(result, paint) : answered(result, paint);
  const warning = secretLines(result.redacted).flatMap((line) =>
    wrap(line, '').map((part) => paint('yellow', part)),
  );
  if (warning.length > 0) warning.push('');
  return [...warning, ...lines].join('\n');
}

function declined(result: Result, paint: Paint): string[] {
  return [paint('bold', result.reason ?? ''), ...result.next.map((step) => `  - ${step}`)];
}

function answered(result: Result, paint: Paint): string[] {
  const [first, ...others] = result.answers;
  if (!first) return [];
  const lines = renderAnswer(first, result, paint);
  const here = alsoHere(result, first);
  const near = others.filter((other) => !here.includes(other));
  const list = (head: string, answers: readonly Answer[]) => {
    if (answers.length > 0) lines.push('', paint('bold', head));
    for (const { title, symptom, because } of answers) {
      const line = here.length > 0 && because[0]?.line ? `line ${because[0].line}: ` : '';
      lines.push(`  ${line}${title}  ${paint('dim', symptom)}`);
    }
  };
  list('Another problem in this text', here);
  if (result.question) {
    lines.push('', paint('bold', result.question.ask));
    for (const { label, symptom } of result.question.options) lines.push(`  ${label}: explain ${symptom}`);
    return lines;
  }
  list(result.isTie && here.length === 0 ? 'Just as likely' : 'Or, next to it', near);
  return lines;
}

/** From here on an answer is a problem of its own, not another reading of the same one. */
const SURE = 0.8;

/** Further problems of the same text: sure answers that other lines decided. */
export function alsoHere({ answers }: Result, first: Answer): Answer[] {
  const lines = new Set(first.because.map(({ line }) => line));
  return answers.filter(
    ({ symptom, confidence, because: [own] }) =>
      symptom !== first.symptom &&
      confidence >= SURE &&
      own !== undefined &&
      own.line > 0 &&
      !lines.has(own.line),
  );
}

function renderAnswer(answer: Answer, result: Result, paint: Paint): string[] {
  const lines = [`${paint('bold', answer.title)}  ${paint('dim', answer.symptom)}`, ...wrap(answer.says, '')];
  const status = statusLine(answer.status, answer.successor);
  if (status) lines.push(paint('yellow', status));
  if (answer.path.length > 0) lines.push(pathRow(answer.path, paint));
  const [because] = answer.because;
  if (because && because.line > 0) lines.push(paint('dim', `Line ${because.line} decided: ${because.text}`));
  const named = namedFacts(result);
  if (named.length > 0) lines.push(named.join('   '));
  lines.push(...checkedText(result, paint));
  for (const [at, step] of answer.steps.entries())
    lines.push('', ...renderStep(step, `${at + 1}. `, '   ', paint));
  for (const cause of answer.causes) lines.push('', ...renderCause(cause, paint));
  for (const conflict of answer.conflicts) {
    lines.push('', `${paint('yellow', 'Documents disagree')}: ${conflict.about}`);
    for (const { says, date } of conflict.statements)
      lines.push(...wrap(`${date ?? 'undated'}: ${says}`, '  '));
    lines.push(...wrap(conflict.follow, '  '));
  }
  return [...lines, '', ...renderSources(answer.sources, paint)];
}

/** When live checks looked, and the pulls that were read. */
function checkedText({ checked, timelines = [] }: Result, paint: Paint): string[] {
  const looked = checked ? checkedLines(checked).map((line) => paint('dim', line)) : [];
  return [...looked, ...timelines.flatMap((timeline) => ['', ...timelineText(timeline)])];
}

function pathRow(path: readonly PathMark[], paint: Paint): string {
  return path.map((mark) => pathMark(mark, paint)).join(' > ');
}

function pathMark({ stage, state }: PathMark, paint: Paint): string {
  const word = STAGE_WORDS[stage];
  if (state === 'ok') return `${word} ${paint('green', STATE_WORDS.ok)}`;
  if (state === 'failed') return `${word} ${paint('red', STATE_WORDS.failed)}`;
  return paint('dim', `${word} ${STATE_WORDS[state]}`);
}

/** `contoso.azurecr.io/team/app:1.2`, where all of it is named. */
export function namedImage({ evidence }: Result): string | undefined {
  const { registry, repository, tag } = evidence;
  return registry && repository && tag ? `${registry}/${repository}:${tag}` : undefined;
}

/** The registry and image a result is about, each as a phrase; none of what the text did not name. */
export function namedFacts({ evidence }: Result): string[] {
  const { registry, repository, tag, digest } = evidence;
  const image = repository && `${repository}${tag ? `:${tag}` : digest ? `@${digest}` : ''}`;
  return [registry ? `Registry ${registry}` : '', image ? `Image ${image}` : ''].filter(
    (phrase) => phrase !== '',
  );
}

const VERDICT_PAINT: Record<Verdict, Parameters<Paint>[0]> = {
  confirmed: 'red',
  possible: 'cyan',
  'could-not-check': 'yellow',
  'ruled-out': 'green',
};

function renderCause(cause: CauseVerdict, paint: Paint): string[] {
  const verdict = VERDICT_WORDS[cause.verdict].padEnd(16);
  const lines = [
    `${paint(VERDICT_PAINT[cause.verdict], verdict)} ${cause.title} ${paint('dim', `(${cause.likelihood})`)}`,
  ];
  for (const line of evidenceLines(cause)) lines.push(...wrap(line, INDENT));
  if (cause.verdict === 'ruled-out') return lines;
  if (cause.verdict !== 'confirmed')
    lines.push(...wrap(`why: ${cause.why}`, INDENT), ...howToTell(cause, paint));
  for (const step of cause.fix) lines.push(...renderStep(step, 'fix: ', INDENT, paint));
  return lines;
}

const INDENT = ' '.repeat(17);

function howToTell(cause: CauseVerdict, paint: Paint): string[] {
  return cause.confirm.flatMap((proof) => {
    if (proof.paste) return [];
    const way = proof.command ?? proof.powershell ?? proof.portal;
    const lines = wrap(`confirmed if ${proof.portal ? 'the portal' : 'this'} shows ${proof.shows}`, INDENT);
    return way ? [...lines, `${INDENT}  ${paint('cyan', way)}`] : lines;
  });
}

function renderStep(step: FilledStep, mark: string, indent: string, paint: Paint): string[] {
  const lines = wrap(`${mark}${step.do}`, indent);
  if (step.command) lines.push(...block(step.command, `${indent}  `, paint));
  if (step.powershell) lines.push(`${indent}  PowerShell:`, ...block(step.powershell, `${indent}  `, paint));
  if (step.portal) lines.push(...wrap(`Portal: ${step.portal}`, `${indent}  `));
  if (step.snippet) lines.push(...block(step.snippet.text, `${indent}  `, paint));
  return lines;
}

function block(text: string, indent: string, paint: Paint): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => indent + paint('cyan', line));
}

function renderSources(sources: readonly Source[], paint: Paint): string[] {
  return sources.map((source) => {
    const section = source.section ? `, ${source.section}` : '';
    return paint('dim', `Source: ${source.title}${section} ${source.address}`);
  });
}

const WIDTH = 110;

/** Breaks prose at spaces. Commands are never wrapped: they are copied. */
function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}
