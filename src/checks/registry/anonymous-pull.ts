import { settingCheck } from './setting';

export const anonymousPull = settingCheck({
  id: 'registry/anonymous-pull',
  title: 'Anonymous pull',
  statement: 'anonymous-off',
  says: 'Pulls without credentials are refused',
  trouble: 'off',
  of: (found) => found.anonymousPull,
  called: 'anonymous pull',
});
