import { renderText } from '../cards/text';
import { openCatalogue } from '../knowledge/catalogue';
import type { Catalogue, Symptom } from '../knowledge/schema';
import { compileAnchor, Finder, meet } from '../match/anchors';
import { parse } from '../parse/parse';
import { buildResult, type Result } from '../verdict/result';
import { readArguments } from './arguments';
import { EXIT, UsageError, type Terminal } from './terminal';

/** `acr-doctor explain ID|CODE`: an entry by its id, a former id, or the error code its anchors name. */
export function runExplain(args: string[], terminal: Terminal): number {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
  const name = positionals.join(' ').trim();
  if (name === '')
    throw new UsageError('explain needs an id or an error code, like: explain MANIFEST_UNKNOWN');
  const catalogue = openCatalogue(terminal.config.knowledgeFolders);
  const found = findEntries(name, catalogue);
  const result = explain(name, found, catalogue);
  terminal.out(values.json ? `${JSON.stringify(result)}\n` : `${renderText(result, terminal.paint)}\n`);
  return result.declined ? EXIT.declined : EXIT.answered;
}

/** Entries of that id, former id or last part of an id; else those with an anchor that the code alone meets. */
export function findEntries(name: string, catalogue: Catalogue): Symptom[] {
  const id = name.toLowerCase();
  const byId = catalogue.symptoms.filter(
    (symptom) => symptom.id === id || symptom.was.includes(id) || symptom.id.split('/')[1] === id,
  );
  if (byId.length > 0) return byId;
  const reading = parse(name);
  const finder = new Finder(reading.view);
  return catalogue.symptoms
    .flatMap((symptom) => {
      const worth = Math.max(
        0,
        ...symptom.anchors.map((anchor) => meet(compileAnchor(anchor), finder, [])?.worth ?? 0),
      );
      return worth > 0 ? [{ symptom, worth }] : [];
    })
    .sort((a, b) => b.worth - a.worth)
    .map(({ symptom }) => symptom);
}

function explain(name: string, found: readonly Symptom[], catalogue: Catalogue): Result {
  const evidence = { facts: {}, answers: [], redacted: [] };
  if (found.length > 0) {
    const answers = found.map(({ id }) => ({
      symptom: id,
      confidence: 1,
      because: [],
      how: 'anchor' as const,
    }));
    return buildResult(name, { declined: false, answers, isTie: false }, evidence, [], catalogue);
  }
  const unknown = buildResult(name, { declined: true, reason: 'unknown' }, evidence, [], catalogue);
  return {
    ...unknown,
    reason: `There is no entry or code '${name}'.`,
    next: ['Look for words instead: acr-doctor search WORDS.'],
  };
}
