import { disturbed } from '../../azure/simulated';
import { heldIn, look, PULLED, sawIn } from '../look';
import { digestIn, registryWith, UNTAGGED } from './worker';

const ID = 'image/held';
const HELD = 'in-quarantine';

test('passed', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ [HELD]: 'no' });
  expect(sawIn(report, HELD)).toBe('quarantineState of 2026.11.3 is Passed');
});

test('waiting', async () => {
  const repositories = {
    'team-a/ingest-worker': { tags: { '2026.11.3': { quarantineState: 'Quarantined' } } },
  };
  const report = await look(ID, registryWith({ quarantinePolicy: 'enabled', repositories }));
  expect(heldIn(report)).toEqual({ [HELD]: 'yes' });
  expect(sawIn(report, HELD)).toBe('quarantineState of 2026.11.3 is Quarantined');
});

test('a digest that the tag does not lead to is not judged by the tag', async () => {
  const same = { ...PULLED, digest: digestIn('healthy', 'november') };
  expect(heldIn(await look(ID, 'healthy', same))).toEqual({ [HELD]: 'no' });
  const other = { ...PULLED, digest: digestIn('healthy', 'october') };
  expect(heldIn(await look(ID, 'healthy', other))).toEqual({ [HELD]: 'unknown' });
});

test.each([[undefined], ['']])('an answer with quarantineState %p is unknown', async (quarantineState) => {
  const tag = {
    name: '2026.11.3',
    digest: digestIn('healthy', 'november'),
    createdTime: '2026-11-17T10:00:00Z',
    lastUpdateTime: '2026-11-17T10:00:00Z',
    quarantineState,
  };
  const report = await look(ID, disturbed({ match: 'GET *.azurecr.io/acr/v1/*/_tags/*', body: { tag } }));
  expect(heldIn(report)).toEqual({ [HELD]: 'unknown' });
});

test('without a tag nothing tells', async () => {
  const report = await look(ID, 'healthy', { ...UNTAGGED, digest: digestIn('healthy', 'november') });
  expect(sawIn(report, HELD)).toBe('not known: the tag; only a tag tells of its quarantine');
});
