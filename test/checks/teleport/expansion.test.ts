import { heldIn, look, PULLED, sawIn } from '../look';
import { heldPasted, ran, sawPasted } from '../printed';
import { disturbed } from '../../azure/simulated';

const ID = 'teleport/expansion';
const THEN = { ...PULLED, failedAt: '2023-05-02T10:00:00.000Z' };
const BETWEEN = { ...PULLED, failedAt: '2024-05-02T10:00:00.000Z' };
const NOW = { ...PULLED, failedAt: '2026-11-20T10:00:00.000Z' };
const script = (repository: string, ...states: number[]) =>
  `Checking https://contosoprod7.azurecr.io/mount/v1/${repository}/_manifests/sha256:77ab\n${states
    .map((status) => `Status: ${status}\nTeleport: ${status === 200 ? 'layers ready' : 'expanding layers'}`)
    .join('\n')}`;
const OWN = 'team-a/ingest-worker';
const shown = (teleportEnabled?: boolean) =>
  ran(`az acr repository show -n contosoprod7 --repository ${OWN} -o jsonc`, {
    changeableAttributes: {
      readEnabled: true,
      ...(teleportEnabled === undefined ? {} : { teleportEnabled }),
    },
    imageName: OWN,
    registry: 'contosoprod7.azurecr.io',
  });

test.each([
  ['healthy', 'healthy'],
  ['every address answers 404', disturbed({ match: '* *', status: 404, body: {} })],
])('live it is never judged, %s', async (_name, scenario) => {
  const report = await look(ID, scenario, THEN);
  expect(new Set(Object.values(heldIn(report)))).toEqual(new Set(['unknown']));
  expect(sawIn(report, 'image-not-enabled')).toContain('its API is gone');
});

test.each([
  [
    '404 in its time',
    script(OWN, 404),
    THEN,
    { 'after-the-end': 'no', 'image-not-enabled': 'yes', 'still-expanding': 'no' },
  ],
  ['404 of today means nothing', script(OWN, 404), NOW, { 'after-the-end': 'yes' }],
  ['404 between may be either', script(OWN, 404), BETWEEN, {}],
  ['404 without a date means nothing', script(OWN, 404), PULLED, {}],
  [
    '409 in its time',
    script(OWN, 409, 409),
    THEN,
    { 'after-the-end': 'no', 'image-not-enabled': 'no', 'still-expanding': 'yes' },
  ],
  [
    '409 between is an answer all the same',
    script(OWN, 409),
    BETWEEN,
    { 'image-not-enabled': 'no', 'still-expanding': 'yes' },
  ],
  [
    'ready at last',
    script(OWN, 409, 200),
    THEN,
    { 'after-the-end': 'no', 'image-not-enabled': 'no', 'still-expanding': 'no' },
  ],
  [
    'with a slash before the repository',
    script(`/${OWN}`, 200),
    THEN,
    { 'after-the-end': 'no', 'image-not-enabled': 'no', 'still-expanding': 'no' },
  ],
  ['another repository', script('team-b/other', 404), THEN, {}],
  ['another registry', script(OWN, 404).replace('contosoprod7', 'fabrikamedge'), THEN, {}],
  ['the attribute off', shown(false), THEN, { 'after-the-end': 'no', 'repository-not-enabled': 'yes' }],
  ['the attribute on', shown(true), THEN, { 'after-the-end': 'no', 'repository-not-enabled': 'no' }],
  ['no attribute', shown(), THEN, {}],
  ['the attribute off, of today', shown(false), NOW, { 'after-the-end': 'yes' }],
])('%s', (_name, text, params, held) => {
  expect(heldPasted(ID, text, params)).toEqual(held);
});

test('the list of repositories', () => {
  const list = (count: number) =>
    `${Array.from({ length: count }, (_one, at) => `web-${at} -> Enabled`).join('\n')}\n${OWN} -> Disabled\n\nSummary:\nEnabled Repositories:\n`;
  expect(heldPasted(ID, list(10), THEN)).toEqual({
    'after-the-end': 'no',
    'repository-not-enabled': 'yes',
    'ten-enabled': 'yes',
  });
  expect(heldPasted(ID, list(9), THEN)['ten-enabled']).toBe('no');
  expect(sawPasted(ID, list(9), 'ten-enabled', THEN)).toBe(
    '9 repositories were enabled, dated 2023-05-02 10:00 UTC',
  );
});
