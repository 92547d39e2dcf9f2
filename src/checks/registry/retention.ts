import { settingCheck } from './setting';

export const retention = settingCheck({
  id: 'registry/retention',
  title: 'Retention of untagged manifests',
  statement: 'untagged-deleted',
  says: 'Manifests that lost their tags are deleted after some days',
  trouble: 'on',
  of: (found) => found.retention,
  called: 'the retention policy',
  meaning: ({ retentionDays }) => ({
    on:
      retentionDays === undefined
        ? 'untagged manifests are deleted, after how many days is not told'
        : `untagged manifests are deleted after ${retentionDays} ${retentionDays === 1 ? 'day' : 'days'}`,
  }),
  since: (found) => found.retentionSince,
});
