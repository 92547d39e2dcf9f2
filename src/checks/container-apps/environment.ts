import type { ContainerApp } from '../../azure/container-apps';
import { getEnvironment, READ_ENVIRONMENT, type Environment } from '../../azure/container-environments';
import type { Read } from '../../azure/reading';
import { defineCheck, either, judgeRead, notPasted, unknown, type Said } from '../check';
import { appIn, environmentIn } from './read-pasted';
import { namesOfApp, ofApp, READ_APP, readApp } from './visible';

interface Seen {
  app: Read<ContainerApp>;
  environment: Read<Environment>;
}

export const environment = defineCheck<Seen, 'app'>({
  id: 'container-apps/environment',
  title: 'Environment of the app',
  statements: {
    'consumption-only': { says: 'The environment has no workload profiles (Consumption-only)', ...ofApp },
    'own-network': { says: 'The environment lies in a virtual network of the customer', ...ofApp },
    'internal-only': { says: 'The apps of the environment are reached from its network only', ...ofApp },
  },
  needs: ['app'],
  uses: ['appResourceGroup'],
  onlyTold: {
    'internal-only': 'concerns calls to the apps, not pulls',
  },
  permissions: [READ_APP, READ_ENVIRONMENT],
  unverified: [
    'That an environment without workload profiles leaves the list out, or gives null, is deduced from the schema.',
    'Environments on a connected cluster are not read.',
  ],
  async collect(eyes, params) {
    const app = await readApp(eyes, params);
    if (!app.ok) return { app, environment: app };
    return { app, environment: await getEnvironment(eyes.azure, app.value.environmentId ?? '') };
  },
  judge: ({ environment: read }) =>
    judgeRead(read, ['consumption-only', 'own-network', 'internal-only'], judgeEnvironment),
  read(outputs, params) {
    const app = appIn(outputs, params) ?? notPasted;
    // Which environment is the app's, the app itself tells.
    const found = environmentIn(outputs, { ...namesOfApp(app), ...params });
    return found && { app, environment: found };
  },
  learn: ({ app }) => namesOfApp(app),
});

function judgeEnvironment({ profiles, subnetId, isInternal }: Environment): Said[] {
  return [
    profiles === undefined
      ? unknown('consumption-only', 'workloadProfiles are not told')
      : either(
          'consumption-only',
          profiles.length === 0,
          profiles.length === 0
            ? 'no workload profile'
            : `workload profiles: ${profiles.slice(0, 6).join(', ')}`,
        ),
    subnetId === undefined
      ? unknown('own-network', 'vnetConfiguration is not told')
      : either('own-network', subnetId !== null, wordsOfSubnet(subnetId)),
    isInternal === undefined
      ? unknown('internal-only', 'vnetConfiguration is not told')
      : either('internal-only', isInternal, `vnetConfiguration.internal is ${isInternal}`),
  ];
}

function wordsOfSubnet(subnetId: string | null): string {
  if (subnetId === null) return "no subnet of the customer's: Azure's own network and DNS";
  const { vnet, subnet } =
    /\/virtualNetworks\/(?<vnet>[^/]{1,80})\/subnets\/(?<subnet>[^/]{1,80})$/i.exec(subnetId)?.groups ?? {};
  return vnet === undefined ? 'it lies in a subnet' : `it lies in the subnet ${subnet ?? ''} of ${vnet}`;
}
