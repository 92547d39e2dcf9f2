import type { Proof, Symptom } from '../knowledge/schema';
import { compileAnchor, Finder, meet } from './anchors';
import type { Reading } from '../parse/parse';
import { lineAt } from '../parse/view';
import type { Finding } from '../verdict/finding';

/**
 * What a paste itself proves: a literal message that names its cause is a finding. Words inside an idle retry
 * prove nothing.
 * @param at ISO 8601 time of the paste.
 */
export function readPaste(reading: Reading, symptoms: readonly Symptom[], at: string): Finding[] {
  const finder = new Finder(reading.view);
  const findings: Finding[] = [];
  for (const symptom of symptoms) {
    for (const cause of symptom.causes) {
      const add = (proofs: readonly Proof[], effect: 'confirms' | 'rules-out') => {
        for (const proof of proofs) {
          const line = findProof(proof, finder, reading);
          if (line === undefined) continue;
          const saw = `${proof.shows} (line ${line})`;
          findings.push({
            symptom: symptom.id,
            cause: cause.id,
            effect,
            saw,
            vantage: { from: 'pasted', line },
            at,
          });
        }
      };
      add(cause.confirm, 'confirms');
      add(cause.ruleOut, 'rules-out');
    }
  }
  return findings;
}

function findProof(proof: Proof, finder: Finder, reading: Reading): number | undefined {
  if (!proof.paste) return undefined;
  const all = Array.isArray(proof.paste) ? proof.paste : [proof.paste];
  const anchor = compileAnchor({ all, none: proof.unless, strength: 'decisive', platform: false });
  const hit = meet(anchor, finder, reading.idle);
  const isSpoken = hit?.words.some(
    (word) => !reading.idle.some((idle) => word.start >= idle.start && word.end <= idle.end),
  );
  return hit && isSpoken && hit.isWhole ? lineAt(reading.view, hit.words[0]?.start ?? 0) : undefined;
}
