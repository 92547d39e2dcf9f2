import { listRevisions, READ_REVISIONS, type ContainerApp, type Revision } from '../../azure/container-apps';
import type { Listed, Read } from '../../azure/reading';
import { sayable } from '../../azure/trouble';
import {
  defineCheck,
  either,
  judgeRead,
  no,
  notPasted,
  unknown,
  yes,
  type Params,
  type Said,
} from '../check';
import { appIn, revisionsIn } from './read-pasted';
import { namesOfApp, ofApp, READ_APP, readApp } from './visible';

interface Seen {
  app: Read<ContainerApp>;
  revisions: Read<Listed<Revision>>;
}

export const revisions = defineCheck<Seen, 'app'>({
  id: 'container-apps/revisions',
  title: 'Revisions of the app',
  statements: {
    'provisioning-failed': { says: 'The revision could not be provisioned', ...ofApp },
    unhealthy: { says: 'The revision is unhealthy', ...ofApp },
    'deployment-failed': {
      says: 'The last write of the app failed, so it may have made no revision',
      ...ofApp,
    },
  },
  needs: ['app'],
  uses: ['appResourceGroup', 'revision'],
  onlyTold: {
    'provisioning-failed': 'says that the pull or the deployment failed, not why',
    unhealthy: 'says that the pull or the deployment failed, not why',
    'deployment-failed': 'says that the pull or the deployment failed, not why',
  },
  permissions: [READ_APP, READ_REVISIONS],
  unverified: [
    'The states of a revision are known from the schema; the published example shows none of them.',
    'The newest revision is taken where none is named.',
  ],
  async collect(eyes, params) {
    const app = await readApp(eyes, params);
    if (!app.ok) return { app, revisions: app };
    return { app, revisions: await listRevisions(eyes.azure, app.value.id ?? '') };
  },
  judge: ({ app, revisions: list }, params) => [
    ...judgeRead(list, ['provisioning-failed', 'unhealthy'], (found) => judgeMeant(found, params)),
    ...judgeRead(app, ['deployment-failed'], (found) => [judgeDeployment(found)]),
  ],
  read(outputs, params) {
    const app = appIn(outputs, params);
    const list = revisionsIn(outputs, params);
    return app || list ? { app: app ?? notPasted, revisions: list ?? notPasted } : undefined;
  },
  learn: ({ app }) => namesOfApp(app),
});

function judgeMeant(list: Listed<Revision>, { revision: named }: Params): Said[] {
  const found = meantIn(list, named);
  if ('why' in found)
    return ['provisioning-failed', 'unhealthy'].map((statement) => unknown(statement, found.why));
  return [judgeProvisioning(found), judgeHealth(found)];
}

function meantIn(
  { items, isComplete }: Listed<Revision>,
  named: string | undefined,
): Revision | { why: string } {
  if (named !== undefined) {
    const own = items.find(({ name }) => name.toLowerCase() === named.toLowerCase());
    return own ?? { why: `the revision ${named} is not among those listed` };
  }
  if (!isComplete && items.length !== 1) return { why: 'not every revision was listed, and none was named' };
  const [newest] = [...items].sort((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''));
  return newest ?? { why: 'the app has no revision' };
}

function judgeProvisioning({ name, provisioningState: state, provisioningError }: Revision): Said {
  const statement = 'provisioning-failed';
  const why = provisioningError === undefined ? '' : `: ${sayable(provisioningError)}`;
  const saw = `revision ${name} is ${state ?? 'in an untold state'}${why}`;
  if (state === 'Failed') return yes(statement, saw);
  return state === 'Provisioned' ? no(statement, saw) : unknown(statement, saw);
}

function judgeHealth({ name, healthState }: Revision): Said {
  const saw = `revision ${name} has the health state ${healthState ?? 'untold'}`;
  // None is what a revision without replicas has.
  return healthState === 'Healthy' || healthState === 'Unhealthy'
    ? either('unhealthy', healthState === 'Unhealthy', saw)
    : unknown('unhealthy', saw);
}

function judgeDeployment({ provisioningState: state, provisioningError }: ContainerApp): Said {
  const statement = 'deployment-failed';
  const why = provisioningError === undefined ? '' : `: ${sayable(provisioningError)}`;
  const saw = `provisioningState of the app is ${state ?? 'not told'}${why}`;
  if (state === 'Failed' || state === 'Canceled') return yes(statement, saw);
  return state === 'Succeeded' ? no(statement, saw) : unknown(statement, saw);
}
