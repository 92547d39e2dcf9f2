import { settingCheck } from './setting';

export const exportPolicy = settingCheck({
  id: 'registry/export-policy',
  title: 'Export policy',
  statement: 'export-off',
  says: 'The export policy keeps artifacts from leaving other than by pull',
  trouble: 'off',
  of: (found) => found.exportPolicy,
  called: 'the export policy',
  meaning: () => ({ off: 'no export pipeline, and no import from here' }),
});
