import { settingCheck } from './setting';

export const adminUser = settingCheck({
  id: 'registry/admin-user',
  title: 'Admin user',
  statement: 'admin-off',
  says: 'The admin user is off',
  trouble: 'off',
  of: (found) => found.adminUser,
  called: 'the admin user',
  meaning: () => ({ off: 'its name and passwords sign nobody in' }),
});
