import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Item } from './corpus';

const FOLDER = join('test', 'corpus', 'background');

/** Which healthy output surrounds a message of a form, as a person would copy both. */
const BACKGROUNDS: Partial<Record<string, string>> = {
  'kubectl-events': 'kubectl-events',
  'kubectl-describe': 'kubectl-events',
  'containerd-journal': 'containerd-journal',
  'kubelet-journal': 'kubelet-journal',
  crio: 'kubelet-journal',
  docker: 'github-actions',
  buildkit: 'docker-build',
  podman: 'azure-pipelines',
  helm: 'github-actions',
  'github-actions': 'github-actions',
  'azure-pipelines': 'azure-pipelines',
  'az-text': 'azure-pipelines',
  'az-json': 'az-debug',
  terraform: 'terraform',
  'arm-error': 'azure-pipelines',
  'log-analytics': 'container-apps-system',
  'json-lines': 'container-apps-system',
};

/** A long log with one message in it: `lines` are the message's own lines, from 1, first to last. */
export interface Buried {
  item: Item;
  text: string;
  lines: { first: number; last: number };
}

/** Buries an answerable paste in 20 to 500 lines of healthy output of its tool; the same place every time. */
export function bury(item: Item): Buried | undefined {
  const background = BACKGROUNDS[item.form ?? ''];
  // Somebody's own words around a message never stand in the middle of a log.
  const isLogLine = item.kind === 'paste' && item.damage !== 'prose-around';
  if (!background || !isLogLine || item.scope !== 'acr' || item.expect.length === 0) return undefined;
  const healthy = readFileSync(join(FOLDER, `${background}.log`), 'utf8')
    .trimEnd()
    .split('\n');
  const dice = createHash('sha256').update(`bury ${item.id}`).digest();
  const wanted = 20 + Math.floor((dice.readUInt16BE(0) / 2 ** 16) * 480);
  const from = Math.floor((dice.readUInt16BE(2) / 2 ** 16) * Math.max(0, healthy.length - wanted));
  const around = healthy.slice(from, from + wanted);
  const before = Math.floor((dice.readUInt16BE(4) / 2 ** 16) * (around.length + 1));
  const message = item.text.trim().split('\n');
  return {
    item,
    text: [...around.slice(0, before), ...message, ...around.slice(before)].join('\n'),
    lines: { first: before + 1, last: before + message.length },
  };
}
