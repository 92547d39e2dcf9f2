import { disturbed } from '../../azure/simulated';
import { heldIn, look, PULLED, sawIn } from '../look';
import { digestIn, UNTAGGED, workerWith } from './worker';

const ID = 'image/tag-moved';
const MOVED = 'moved-lately';

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * 3_600_000).toISOString();
}

function movedAt(time: string) {
  return workerWith({ tags: { '2026.11.3': { movedAt: time } } });
}

test('where it has led for days', async () => {
  const report = await look(ID, 'healthy');
  expect(heldIn(report)).toEqual({ [MOVED]: 'no' });
  expect(sawIn(report, MOVED)).toMatch(
    /^2026\.11\.3 was made \d{4}-\d\d-\d\d \d\d:\d\d UTC, and leads to sha256:[0-9a-f]{12}\.\.\.$/,
  );
});

test.each([
  ['two hours before the failure', '-5h', 3, 'yes'],
  ['after the failure', '-1h', 3, 'yes'],
  ['a day and an hour before', '-28h', 3, 'no'],
  ['a day and an hour before now, and less before the failure', '-25h', 3, 'yes'],
])('moved %s', async (_when, time, hours, holds) => {
  const report = await look(ID, movedAt(time), { ...PULLED, failedAt: hoursAgo(hours) });
  expect(heldIn(report)).toEqual({ [MOVED]: holds });
  expect(sawIn(report, MOVED)).toMatch(/^2026\.11\.3 was last moved /);
  expect(report.judged[0]?.since).toMatch(/Z$/);
});

test('without the time of the failure now counts, and another digest is told', async () => {
  const digest = `sha256:${'b'.repeat(64)}`;
  const report = await look(ID, movedAt('-2h'), { ...PULLED, digest });
  expect(heldIn(report)).toEqual({ [MOVED]: 'yes' });
  expect(sawIn(report, MOVED)).toMatch(/, not to sha256:bbbbbbbbbbbb\.\.\.$/);
});

test('no tag, no such tag, and a time that is none are unknown', async () => {
  expect(sawIn(await look(ID, 'healthy', UNTAGGED), MOVED)).toBe('not known: the tag');
  expect(heldIn(await look(ID, 'tag-missing'))).toEqual({ [MOVED]: 'unknown' });
  const tag = {
    name: '2026.11.3',
    digest: digestIn('healthy', 'november'),
    createdTime: '',
    lastUpdateTime: '',
  };
  const empty = disturbed({ match: 'GET *.azurecr.io/acr/v1/*/_tags/*', body: { tag } });
  expect(sawIn(await look(ID, empty), MOVED)).toBe('the answer does not say when the tag last moved');
  const odd = await look(ID, 'healthy', { ...PULLED, failedAt: 'yesterday' });
  expect(heldIn(odd)).toEqual({ [MOVED]: 'unknown' });
});
