import { factsBeside } from '../../../src/parse/output/facts-beside';
import { readOutputs } from '../../../src/parse/output/read-outputs';
import { parse } from '../../../src/parse/parse';
import { diagnoseTexts } from '../../helpers/diagnose';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const ERROR =
  'Failed to pull image "contosoprod7.azurecr.io/team-a/app:1.2": rpc error: code = NotFound desc = failed to pull and unpack image "contosoprod7.azurecr.io/team-a/app:1.2": failed to resolve reference "contosoprod7.azurecr.io/team-a/app:1.2": contosoprod7.azurecr.io/team-a/app:1.2: not found';
const LIST = `$ az acr manifest list-deleted \\\n   --registry contosoprod7 -n team-a/app\n[{"digest": "${DIGEST}", "deletedAt": "2026-11-19T08:00:00Z", "tags": null}]`;
const REGISTRIES =
  '$ az acr list -o json\n[{"loginServer": "fabrikamedge.azurecr.io", "sku": {"name": "Basic"}}, {"loginServer": "fabrikamhub.azurecr.io", "sku": {"name": "Basic"}}]';

const beside = (text: string, known = {}) => factsBeside(text, parse(text).facts, known, readOutputs(text));

test('a digest or a time in data is not that of the failure', () => {
  expect(parse(LIST).facts.digest).toBe(DIGEST);
  expect(beside(LIST)).not.toHaveProperty('digest');
  expect(beside(LIST)).not.toHaveProperty('failedAt');
});

test('nor one in the command line before it', () => {
  const text = `$ az acr manifest show -r contosoprod7 -n team-a/app@${DIGEST}\n{"mediaType": "x"}`;
  expect(beside(text)).not.toHaveProperty('digest');
});

test('what stands beside the data counts', () => {
  const text = `${ERROR}\n\n${LIST}\n`;
  expect(beside(text)).toMatchObject({
    registry: 'contosoprod7.azurecr.io',
    repository: 'team-a/app',
    tag: '1.2',
  });
  expect(beside(text)).not.toHaveProperty('digest');
});

test('other registries in a list do not replace the one that is known', () => {
  expect(beside(REGISTRIES, { registry: 'contosoprod7.azurecr.io' })).not.toHaveProperty('registry');
  expect(beside(REGISTRIES)).toHaveProperty('registry', 'fabrikamedge.azurecr.io');
});

test.each([
  [
    'an error of the command',
    '$ az acr repository show -n contosoprod7 --image team-a/app:1\nERROR: status 404 Not Found contosoprod7.azurecr.io/team-a/app:1',
  ],
  ['text without outputs', ERROR],
  [
    'a description of a pod, which holds the error',
    `$ kubectl describe pod web-1\nName: web-1\nNode: n1\nEvents:\n  ${ERROR}`,
  ],
])('%s stays as it is', (_name, text) => {
  expect(beside(text)).toEqual(parse(text).facts);
});

test('pasted after the error: a list that was deleted from accuses nobody of whom it does not tell', async () => {
  const { evidence } = await diagnoseTexts(ERROR, LIST, REGISTRIES);
  expect(evidence).toMatchObject({
    registry: 'contosoprod7.azurecr.io',
    repository: 'team-a/app',
    tag: '1.2',
  });
  expect(evidence).not.toHaveProperty('digest');
});
