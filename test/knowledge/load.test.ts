import { KnowledgeError, loadKnowledge } from '../../src/knowledge/load';
import type { Fault } from '../../src/knowledge/read-yaml';
import { folderWith } from '../helpers/folder';
import { theCatalogue } from '../helpers/knowledge';

const GROUND = {
  'documents.yaml': "handbook:\n  title: Handbook\n  address: https://contoso.example/handbook\n  reviewed: '2026-11-01'\n",
  'parameters.yaml': "registry: { shown: '<registry>', means: the registry }\n",
};

const ENTRY = `title: Pull through the Contoso proxy fails
status: current
kind: symptom
stage: connect
says: The proxy refused the call.
anchors:
  - all: [contoso proxy refused]
    strength: decisive
causes:
  - id: not-listed
    title: The registry is not on the proxy's list
    likelihood: common
    why: New registries are not listed.
    confirm: [{ command: 'curl -v https://{registry}.azurecr.io/v2/', shows: 403 from the proxy }]
    fix: [{ do: Ask for the registry to be listed. }]
    source: [{ document: handbook }]
sources: [{ document: handbook }]
examples:
  match: ['pull failed: contoso proxy refused contoso.azurecr.io']
  miss: [{ text: 'pull failed: no such host', is: decline }]
`;

function faultsOf(files: Record<string, string>): Fault[] {
  const folder = folderWith({ ...GROUND, ...files });
  try {
    loadKnowledge([folder]);
  } catch (error) {
    if (error instanceof KnowledgeError) {
      for (const { message, remedy } of error.faults) {
        expect(error.message).toContain(message);
        expect(error.message).toContain(remedy);
      }
      return error.faults.map((fault) => ({ ...fault, file: fault.file.replace(/^.*acr-doctor-[^/]*\//, '') }));
    }
    throw error;
  }
  return [];
}

test('a sound folder loads, and its path is the id', () => {
  const { symptoms } = loadKnowledge([folderWith({ ...GROUND, 'pull/contoso-proxy.yaml': ENTRY })]);
  expect(symptoms.map(({ id }) => id)).toEqual(['pull/contoso-proxy']);
});

test('all faults are listed at once, each with file, line, and what to do', () => {
  const faults = faultsOf({
    'pull/typo.yaml': ENTRY.replace('likelihood: common', 'likelyhood: common'),
    'pull/dangling.yaml': `${ENTRY}related: [pull/nowhere]\n`,
    'pull/citation.yaml': ENTRY.replace('source: [{ document: handbook }]', 'source: [{ document: hearsay }]'),
    'pull/placeholder.yaml': ENTRY.replace('{registry}', '{regsitry}'),
    'pull/broken.yaml': 'title: [unclosed\n',
    'Pull/Upper.yaml': ENTRY,
  });
  expect(faults.map(({ file, line, message }) => [file, line, message])).toEqual(
    expect.arrayContaining([
      ['pull/typo.yaml', 10, expect.stringContaining('likelihood')],
      ['pull/typo.yaml', 10, expect.stringContaining('likelyhood')],
      ['pull/dangling.yaml', 21, "there is no entry 'pull/nowhere'"],
      ['pull/citation.yaml', 16, "there is no document 'hearsay'"],
      ['pull/placeholder.yaml', 14, 'there is no parameter {regsitry}'],
      ['pull/broken.yaml', expect.any(Number), expect.any(String)],
      ['Pull/Upper.yaml', 1, "'Pull/Upper' is no place for an entry"],
    ]),
  );
});

test.each([
  ['a symptom without an anchor', ENTRY.replace(/anchors:[\s\S]*?causes:/, 'causes:'), 'at least one anchor'],
  ['a symptom without a near miss', ENTRY.replace(/ {2}miss:.*\n/, ''), 'near `miss`'],
  ['something retired without a successor', ENTRY.replace('status: current', 'status: retired'), 'successor'],
  ['an unknown shared cause', ENTRY.replace('causes:', 'causes:\n  - use: nobody'), "no shared cause 'nobody'"],
  ['the same cause twice', ENTRY.replace('    source: [{ document: handbook }]\nsources', '    source: [{ document: handbook }]\n  - id: not-listed\n    title: Again\n    likelihood: rare\n    why: x\n    confirm: [{ portal: x, shows: y }]\n    fix: [{ do: x }]\n    source: [{ document: handbook }]\nsources'), 'stands here twice'],
])('%s is a fault', (_name, text, message) => {
  expect(faultsOf({ 'pull/entry.yaml': text }).map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
});

test('a folder that does not exist is a fault that names the setting', () => {
  expect(() => loadKnowledge(['/nowhere/at/all'])).toThrow(/the folder does not exist.*ACR_DOCTOR_KNOWLEDGE/s);
});

describe("a company's own folder", () => {
  test('adds entries, may cite our documents and use our shared causes', () => {
    const own = ENTRY.replace(/handbook/g, 'akspull').replace('causes:', 'causes:\n  - use: identity-without-pull-role');
    const merged = loadKnowledge([folderWith({ 'contoso/proxy.yaml': own })], theCatalogue());
    expect(merged.symptoms).toHaveLength(theCatalogue().symptoms.length + 1);
    const added = merged.symptoms.find(({ id }) => id === 'contoso/proxy');
    expect(added?.causes.map(({ id }) => id)).toEqual(['identity-without-pull-role', 'not-listed']);
  });

  test('replaces an entry of the same id', () => {
    const own = ENTRY.replace(/handbook/g, 'akspull');
    const merged = loadKnowledge([folderWith({ 'pull/unauthorized.yaml': own })], theCatalogue());
    expect(merged.symptoms).toHaveLength(theCatalogue().symptoms.length);
    expect(merged.symptoms.find(({ id }) => id === 'pull/unauthorized')?.title).toBe('Pull through the Contoso proxy fails');
  });
});
