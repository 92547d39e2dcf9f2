import type { Answer, CauseVerdict, Result } from '../verdict/result';
import { card, code, text, type Card } from './elements';
import { namedFacts } from './text';
import { timelineText } from './timeline';
import { checkedLines, evidenceLines, VERDICT_WORDS } from './words';

/**
 * What the next person needs, as plain text for a ticket or an incident channel: what failed and when, the ids that
 * support asks for, every cause with what was seen, and what could not be checked. Redacted, as everything is.
 * @param at ISO 8601, when the note was written
 */
export function renderHandOff(result: Result, at: string): string {
  const [first] = result.answers;
  if (!first) return '';
  return [
    `${first.title} (${first.symptom})`,
    `Written ${minuteOf(at)} by ACR Doctor, case ${result.id}`,
    '',
    ...because(first),
    ...namedFacts(result),
    ...ids(result),
    ...(result.checked ? checkedLines(result.checked) : ['Live checks: none were run']),
    ...(result.timelines ?? []).flatMap(timelineText),
    '',
    ...first.causes.flatMap(causeLines),
    '',
    ...first.sources.map(({ title, address }) => `Source: ${title} ${address}`),
  ].join('\n');
}

/** The note on a card, to be copied. */
export function renderHandOffCard(result: Result, at: string): Card {
  const note = renderHandOff(result, at);
  return card(
    [
      text([{ text: 'Hand-off note', weight: 'Bolder', size: 'Medium' }]),
      text([
        'Secrets were masked before anything was read. Names of registries, images and identities are in it.',
      ]),
      code(note, 'text'),
    ],
    [],
    note.slice(0, 4000),
    'Hand-off note, to be copied.',
  );
}

function because({ because: lines }: Answer): string[] {
  return lines
    .filter(({ line }) => line > 0)
    .map(({ line, text: quoted }) => `Line ${line} decided: ${quoted}`);
}

/** Facts that support and the next shift ask for. */
const IDS = [
  'failedAt',
  'correlationId',
  'operationId',
  'clientIp',
  'status',
  'code',
  'node',
  'pod',
  'namespace',
  'cluster',
  'app',
  'principalId',
] as const;
const WORDS: Record<(typeof IDS)[number], string> = {
  failedAt: 'Failed at (UTC)',
  correlationId: 'Correlation id',
  operationId: 'Operation id',
  clientIp: 'Address the registry saw',
  status: 'HTTP status',
  code: 'Error code',
  node: 'Node',
  pod: 'Pod',
  namespace: 'Namespace',
  cluster: 'Cluster',
  app: 'Container app',
  principalId: 'Identity (object id)',
};

function ids({ evidence }: Result): string[] {
  return IDS.flatMap((name) => {
    const value = evidence[name];
    return value === undefined ? [] : [`${WORDS[name]}: ${value}`];
  });
}

function causeLines(cause: CauseVerdict): string[] {
  const isOpen = cause.verdict === 'possible' || cause.verdict === 'could-not-check';
  const ways = isOpen ? cause.confirm.flatMap(({ command }) => command ?? []).slice(0, 1) : [];
  return [
    `${VERDICT_WORDS[cause.verdict]}: ${cause.title}`,
    ...evidenceLines(cause).map((line) => `  ${line}`),
    ...ways.map((command) => `  to tell: ${command.split('\n')[0] ?? ''}`),
    ...(cause.verdict === 'confirmed'
      ? cause.fix.map((step) => `  fix: ${step.do}${step.command ? ` ${step.command}` : ''}`)
      : []),
  ];
}

function minuteOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
