import { settingCheck } from './setting';

export const quarantine = settingCheck({
  id: 'registry/quarantine',
  title: 'Quarantine policy',
  statement: 'quarantine-on',
  says: 'Pushed images are held until they are released',
  trouble: 'on',
  of: (found) => found.quarantine,
  called: 'the quarantine policy',
  meaning: () => ({ on: 'each pushed image is held until it is released' }),
  unverified: ['With which answer the registry refuses to hand out a held image.'],
});
