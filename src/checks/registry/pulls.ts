import { getPulls, type Pulls } from '../../azure/metrics';
import { mapRead, type Read } from '../../azure/reading';
import { minute } from '../../verdict/link';
import { defineCheck, either, judgeRead, no, unknown, type Said } from '../check';
import { READ_REGISTRY, readRegistry } from './visible';

/** Pulls since a time (ISO 8601), 24 hours before they were asked for. */
type Seen = Read<Pulls & { since: string }>;

const DAY_MS = 86_400_000;

const counted = { vantage: 'configuration', about: 'registry', changedBy: [] } as const;

export const pulls = defineCheck<Seen, 'registry'>({
  id: 'registry/pulls',
  title: 'Pulls of the last 24 hours',
  statements: {
    'pulls-failing': { says: 'Some pulls of the last 24 hours did not succeed', ...counted },
    'nothing-pulled': { says: 'Nothing was pulled in the last 24 hours', ...counted },
  },
  needs: ['registry'],
  uses: [],
  onlyTold: {
    'pulls-failing': 'counts of a day say that pulls fail, not why',
    'nothing-pulled': 'counts of a day say that pulls fail, not why',
  },
  permissions: [READ_REGISTRY, 'Microsoft.Insights/metrics/read'],
  unverified: [
    'That the difference of TotalPullCount and SuccessfulPullCount is the pulls that failed.',
    'That pulls refused before an image is looked up (401, 403) are counted at all.',
    'How late counts arrive: the last minutes may be missing.',
  ],
  async collect(eyes, params) {
    const registry = await readRegistry(eyes, params);
    if (!registry.ok) return registry;
    const since = new Date(eyes.azure.now().getTime() - DAY_MS).toISOString();
    return mapRead(await getPulls(eyes.azure, registry.value.id), (found) => ({ ...found, since }));
  },
  judge: (seen) =>
    judgeRead(seen, ['pulls-failing', 'nothing-pulled'], (found) => [
      judgeFailing(found),
      judgeNothing(found),
    ]),
});

function judgeFailing({ total, successful, since }: Pulls & { since: string }): Said {
  const statement = 'pulls-failing';
  const when = `since ${minute(since)}`;
  if (total === 0) return no(statement, `no pull was counted ${when}`, since);
  if (total === undefined || successful === undefined)
    return unknown(
      statement,
      `The metrics hold no count of ${total === undefined ? '' : 'successful '}pulls`,
    );
  const failed = Math.max(0, total - successful);
  return either(statement, failed > 0, `${total} pulls ${when}, ${failed} of them did not succeed`, since);
}

function judgeNothing({ total, since }: Pulls & { since: string }): Said {
  const statement = 'nothing-pulled';
  if (total === undefined) return unknown(statement, 'The metrics hold no count of pulls');
  return either(statement, total === 0, `${total === 0 ? 'no' : total} pulls since ${minute(since)}`, since);
}
