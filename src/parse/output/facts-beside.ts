import type { FactName, Facts } from '../facts';
import { parse } from '../parse';
import { IMAGE_FORMS } from './forms/image';
import { REGISTRY_FORMS } from './forms/registry';
import type { Output } from './output';

/** Outputs that hold nothing but data: digests of other images, other registries, times of nothing that failed. */
const DATA = new Set([...REGISTRY_FORMS, ...IMAGE_FORMS].map(({ command }) => command));

/** Names that are worth having from data where nothing else tells them. */
const WORTH: readonly FactName[] = ['registry', 'repository', 'subscription', 'resourceGroup', 'operationId'];

/**
 * What a text names beside the data that commands printed. A list of manifests holds many digests, and none of them
 * need be the one that failed; what an earlier paste named is not replaced by data either.
 * @param facts of the whole text
 * @param known of earlier pastes
 */
export function factsBeside(text: string, facts: Facts, known: Facts, outputs: readonly Output[]): Facts {
  const data = outputs.filter(
    ({ command, text: printed }) => DATA.has(command) && !/^ERROR\b/m.test(printed),
  );
  if (data.length === 0) return facts;
  const beside = parse(data.reduce(withoutOutput, text)).facts;
  const worth = Object.entries(facts).filter(
    ([name]) => WORTH.some((one) => one === name) && !Object.hasOwn(known, name),
  );
  return { ...Object.fromEntries(worth), ...beside };
}

/** Leaves the output away, and the command line before it, which may go over several lines. */
function withoutOutput(text: string, { text: printed, commandLine }: Output): string {
  const at = text.indexOf(printed);
  if (at === -1) return text;
  const before = text.slice(0, at).split('\n');
  const rest = text.slice(at + printed.length);
  if (commandLine === undefined) return `${before.join('\n')}\n${rest}`;
  let end = before.length - 1;
  // The last piece is what stands before the output on its own line: nothing.
  do end--;
  while (end > 0 && /[\\`]\s{0,4}$/.test(before[end - 1] ?? ''));
  return `${before.slice(0, Math.max(end, 0)).join('\n')}\n${rest}`;
}
