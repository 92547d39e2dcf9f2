import { heldIn, look } from '../look';
import { heldInPaste, IN_CLUSTER, learnt, ran } from './cluster';

const ID = 'aks/pull-secret';
const USED = 'pull-secret-used';
const GET = 'kubectl get pod web-5d9 --namespace shop';
const pod = (secrets: string) => `apiVersion: v1
kind: Pod
metadata:
  name: web-5d9
  namespace: shop
spec:
  containers:
  - image: contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3
    name: web
${secrets}  nodeName: aks-work-34567890-vmss00000a
  restartPolicy: Always
status:
  phase: Pending
`;
const SECRET = '  imagePullSecrets:\n  - name: regcred\n  - name: other\n';

test('live it is unknown, with what to paste', async () => {
  const report = await look(ID, 'healthy', IN_CLUSTER);
  expect(heldIn(report)).toEqual({ [USED]: 'unknown' });
  expect(report.judged[0]?.saw).toMatch(/kubectl get pod -o yaml/);
});

test.each([
  ['YAML with its command line', ran(`${GET} -o yaml`, pod(SECRET))],
  ['YAML alone', pod(SECRET)],
  ['the list alone', ran(`${GET} -o jsonpath="{.spec.imagePullSecrets}"`, '[{"name":"regcred"}]')],
  [
    'JSON',
    JSON.stringify(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web-5d9' },
        spec: { imagePullSecrets: [{ name: 'regcred' }], restartPolicy: 'Always' },
      },
      null,
      2,
    ),
  ],
])('a secret: %s', (_name, text) => {
  expect(heldInPaste(ID, text)).toEqual({ [USED]: 'yes' });
  expect(learnt(text)).toMatchObject({ pullSecret: 'regcred' });
});

test('none', () => {
  expect(heldInPaste(ID, pod(''))).toEqual({ [USED]: 'no' });
  expect(learnt(pod(''))).toEqual({ node: 'aks-work-34567890-vmss00000a' });
});

test.each([
  ['cut off before the list would come', pod('').slice(0, pod('').indexOf('  nodeName'))],
  ['an empty list printed as nothing', `$ ${GET} -o jsonpath="{.spec.imagePullSecrets}"\n`],
  ['another part of the pod', ran(`${GET} -o jsonpath="{.spec.containers}"`, '[{"name":"web"}]')],
  ['the table', ran(GET, 'NAME      READY   STATUS\nweb-5d9   0/1     ErrImagePull')],
  ['no YAML', 'apiVersion: v1\nkind: Pod\nspec:\n  - a: [\n'],
])('%s proves nothing', (_name, text) => {
  expect(heldInPaste(ID, text)).toEqual({});
});

test('another pod', () => {
  expect(heldInPaste(ID, pod(SECRET), { ...IN_CLUSTER, pod: 'api-77' })).toEqual({});
});
