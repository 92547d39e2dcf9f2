import { heldIn, look } from '../look';
import { heldInPaste, IN_CLUSTER, ran } from './cluster';

const ID = 'aks/pull-times';
const NOT_FASTER = 'not-faster-than-before';
const IMAGE = 'contosoprod7.azurecr.io/team-a/ingest-worker';
const line = (age: string, took: string, image = `${IMAGE}:2026.11.3`) =>
  `${age.padEnd(12)}Normal   Pulled   pod/web-5d9   Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: 912345678 bytes.`;
const EVENTS = 'LAST SEEN   TYPE     REASON   OBJECT        MESSAGE';
const events = (...lines: string[]) =>
  ran('kubectl get events --namespace shop', [EVENTS, ...lines].join('\n'));

test('live it is unknown, with what to paste', async () => {
  const report = await look(ID, 'healthy', IN_CLUSTER);
  expect(heldIn(report)).toEqual({ [NOT_FASTER]: 'unknown' });
  expect(report.judged[0]?.saw).toMatch(/kubectl get events or kubectl describe pod/);
});

test.each([
  ['faster by more than half', [line('25m', '1m2.5s'), line('3m', '20.1s')], 'no'],
  ['as long as before', [line('25m', '35.2s'), line('3m12s', '34.9s')], 'yes'],
  ['slower', [line('2d3h', '812ms'), line('3m', '20.1s')], 'yes'],
  ['printed the other way round', [line('3m', '20.1s'), line('25m', '62s')], 'no'],
  ['of three the last two count', [line('3h', '10s'), line('25m', '62s'), line('3m', '20s')], 'no'],
])('%s', (_name, lines, holds) => {
  expect(heldInPaste(ID, events(...lines))).toEqual({ [NOT_FASTER]: holds });
  expect(heldInPaste(ID, [EVENTS, ...lines].join('\n'))).toEqual({ [NOT_FASTER]: holds });
});

test('kubectl describe pod', () => {
  const text = [
    'Name:         web-5d9',
    'Node:         aks-work-34567890-vmss00000a/10.224.0.4',
    'Events:',
    '  Type    Reason     Age   From      Message',
    '  ----    ------     ----  ----      -------',
    `  Normal  Pulled     25m   kubelet   Successfully pulled image "${IMAGE}:1" in 62s (62s including waiting)`,
    `  Normal  Pulled     3m    kubelet   Successfully pulled image "${IMAGE}:2" in 20s (20s including waiting)`,
  ].join('\n');
  expect(heldInPaste(ID, ran('kubectl describe pod web-5d9', text))).toEqual({ [NOT_FASTER]: 'no' });
  expect(heldInPaste(ID, text)).toEqual({ [NOT_FASTER]: 'no' });
});

test.each([
  ['one pull', [line('3m', '20.1s')]],
  ['two at the same time, which may be two nodes', [line('3m', '20.1s'), line('3m', '62s')]],
  [
    'another image',
    [
      line('25m', '62s', 'fabrikamedge.azurecr.io/gateway:1'),
      line('3m', '20s', 'fabrikamedge.azurecr.io/gateway:2'),
    ],
  ],
  ['a failed pull', ['3m   Warning   Failed   pod/web-5d9   Failed to pull image "x"']],
])('%s proves nothing', (_name, lines) => {
  expect(heldInPaste(ID, events(...lines))).toEqual({});
});

test('two images, none of which is named', () => {
  const text = events(line('25m', '62s'), line('3m', '20s', 'contosoprod7.azurecr.io/team-a/ingest-api:1'));
  expect(heldInPaste(ID, text, {})).toEqual({});
});
