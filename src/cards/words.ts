import type { ParamName } from '../checks/check';
import type { Stage } from '../knowledge/schema';
import type { StageState } from '../verdict/pull-path';
import type { CauseVerdict, Checked, Verdict } from '../verdict/result';

/** How stages, verdicts and states are called wherever a person reads them. */
export const STAGE_WORDS: Record<Stage, string> = {
  dns: 'dns',
  connect: 'connect',
  tls: 'tls',
  authenticate: 'sign in',
  authorize: 'access',
  manifest: 'manifest',
  layers: 'layers',
  unpack: 'unpack',
  run: 'start',
  convert: 'convert',
  transfer: 'transfer',
};

export const VERDICT_WORDS: Record<Verdict, string> = {
  confirmed: 'CONFIRMED',
  possible: 'POSSIBLE',
  'could-not-check': 'COULD NOT CHECK',
  'ruled-out': 'RULED OUT',
};

export const STATE_WORDS: Record<StageState, string> = {
  ok: 'ok',
  failed: 'FAILED',
  unknown: '?',
  'not-reached': '.',
};

/** What was seen about a cause, or why nothing could be, and what would help: one line each. */
export function evidenceLines({ verdict, evidence, needs }: CauseVerdict): string[] {
  const mark = verdict === 'could-not-check' ? 'could not: ' : 'saw: ';
  return [...evidence.map((saw) => `${mark}${saw}`), ...needs.map((right) => `needs: ${right}`)];
}

function sinceLines({ at, changed }: NonNullable<Checked['since']>): string[] {
  const time = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
  return changed.length === 0
    ? [`Nothing has changed since ${time}`]
    : changed.map((one) => `Since ${time}: ${one}`);
}

/** When and as whom live checks looked, and what was changed before the failure. */
export function checkedLines({ at, as, changes, since }: Checked): string[] {
  return [
    `Live checks of ${at.slice(0, 10)} ${at.slice(11, 16)} UTC, with the rights of ${as}`,
    ...changes.map((change) => `Changed in the week before: ${change}`),
    ...(since ? sinceLines(since) : []),
  ];
}

export function statusLine(status: 'current' | 'preview' | 'retired', successor = ''): string | undefined {
  if (status === 'preview') return 'This feature is in preview.';
  return status === 'retired' ? `This is retired. It was replaced by: ${successor}` : undefined;
}

/** Said beside a card whose button was pressed, by the client itself. */
export const INVOKE_WORDS = {
  follows: 'Taken on. The answer stands in this chat, or follows in a moment.',
  gone: 'This case is no longer kept, or is not yours. The card stays as it was.',
  late: 'The card could not be brought up to date in time. It stays as it was.',
  broken: 'The action is not one of ours.',
};

/** How far live checks are. */
export interface Running {
  done: number;
  of: number;
}

export function runningLine({ done, of }: Running): string {
  return `Checking live: ${done} of ${of} checks have answered`;
}

/** Names that a person may be asked for, as nouns without an article. */
export const PARAM_NOUNS: Partial<Record<ParamName, string>> = {
  registry: 'registry',
  repository: 'repository',
  tag: 'tag',
  cluster: 'cluster',
  app: 'container app',
  exportPipeline: 'export pipeline',
  importPipeline: 'import pipeline',
  pipelineRun: 'pipeline run',
  keyVault: 'key vault',
  storageAccount: 'storage account',
  sas: 'SAS token',
  direction: 'direction',
  platform: 'platform',
  principalId: 'identity',
  clientIp: 'client address',
};
