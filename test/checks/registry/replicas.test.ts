import { disturbed } from '../../azure/simulated';
import { heldIn, look, sawIn } from '../look';
import { contosoWith } from './patched';

const ID = 'registry/replicas';
const LIST = 'GET management.azure.com/*/replications';
const ready = { state: 'Succeeded', displayStatus: 'Ready' };

/** The answer's items, each a region with its properties. */
const listing = (regions: Record<string, unknown>, more = {}) => ({
  value: Object.entries(regions).map(([location, properties]) => ({
    id: `/replications/${location}`,
    name: location,
    location,
    properties,
  })),
  ...more,
});

test('a replica that is ready', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ 'replica-not-ready': 'no', 'no-replica': 'no' });
  expect(sawIn(report, 'replica-not-ready')).toBe('westeurope, northeurope: ready');
  expect(sawIn(report, 'no-replica')).toBe('home region westeurope, replicas in northeurope');
});

test.each([
  [{ state: 'Creating', displayStatus: 'Syncing' }, 'northeurope is Creating, Syncing'],
  [{ state: 'Succeeded', displayStatus: 'Syncing' }, 'northeurope is Syncing'],
  [{ state: 'Failed', displayStatus: 'Ready' }, 'northeurope is Failed'],
])('%j is not ready', async (northeurope, saw) => {
  const report = await look(ID, contosoWith({ replications: { westeurope: ready, northeurope } }));
  expect(heldIn(report)).toEqual({ 'replica-not-ready': 'yes', 'no-replica': 'no' });
  expect(sawIn(report, 'replica-not-ready')).toBe(saw);
});

test.each([
  ['the home region alone', { westeurope: ready }],
  ['no region listed', {}],
])('%s: no replica', async (_name, replications) => {
  const report = await look(ID, contosoWith({ replications }));
  expect(heldIn(report)).toEqual({ 'replica-not-ready': 'no', 'no-replica': 'yes' });
  expect(sawIn(report, 'no-replica')).toBe('home region westeurope, no replica elsewhere');
});

test('a region written with a space is the same region', async () => {
  const body = listing({ 'West Europe': { provisioningState: 'Succeeded' } });
  const report = await look(ID, disturbed({ match: LIST, body }));
  expect(heldIn(report)).toEqual({ 'replica-not-ready': 'no', 'no-replica': 'yes' });
});

test('below Premium there is none, and none is asked for', async () => {
  const report = await look(ID, 'basic-tier');
  expect(heldIn(report)).toEqual({ 'replica-not-ready': 'not-applicable', 'no-replica': 'yes' });
  expect(sawIn(report, 'no-replica')).toBe('tier Basic has no replicas; the registry is in westeurope');
});

test('a replica of which nothing is told is unknown, not ready', async () => {
  const body = listing({ northeurope: {} });
  const report = await look(ID, disturbed({ match: LIST, body }));
  expect(heldIn(report)).toEqual({ 'replica-not-ready': 'unknown', 'no-replica': 'no' });
});

test('a list with more pages than are read proves neither', async () => {
  const nextLink = 'https://management.azure.com/x/replications?page=2';
  const body = listing({ westeurope: { provisioningState: 'Succeeded' } }, { nextLink });
  const report = await look(ID, disturbed({ match: LIST, body }), undefined, {
    limits: { pages: 1 },
  });
  expect(heldIn(report)).toEqual({ 'replica-not-ready': 'unknown', 'no-replica': 'unknown' });
});
