import type { Params } from '../../../src/checks/check';
import { tenantSchema } from '../../../src/practice/tenant/model';
import { patched } from '../../../src/practice/tenant/patch';
import type { Rule } from '../../../src/practice/tenant/rule';
import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';
import { PULLED } from '../look';

const SUBSCRIPTION = '6f1c2d34-0a1b-4c5d-8e9f-112233445566';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-net/providers/Microsoft.Network`;

/** A resource of the network's group, as the model names where it lies. */
export const IN_NET = { subscription: SUBSCRIPTION, resourceGroup: 'rg-net' };
export const NODES = `${GROUP}/virtualNetworks/vnet-prod/subnets/snet-nodes`;
/** The image, and the subnet it is pulled from. */
export const FROM_NODES: Params = { ...PULLED, subnetId: NODES };

/** The healthy tenant with other values of its network. */
export function network(changes: object, ...rules: Rule[]): Scenario {
  const healthy = loadScenario('healthy');
  return { ...healthy, rules, tenant: tenantSchema.parse(patched(healthy.tenant, changes)) };
}

export function registry(changes: object): object {
  return { registries: { contosoprod7: changes } };
}

/** What healthy lacks: a private endpoint in vnet-hub, to which vnet-prod is peered, with a linked zone. */
export const PRIVATE = {
  ...registry({
    publicNetworkAccess: 'Disabled',
    dataEndpointEnabled: true,
    privateEndpoints: { prod: { id: `${GROUP}/privateEndpoints/pe-acr` } },
  }),
  networks: {
    'vnet-hub': { ...IN_NET, subnets: { 'snet-endpoints': { prefix: '10.20.4.0/24' } } },
    'vnet-prod': { peerings: { 'to-hub': { network: 'vnet-hub' } } },
  },
  privateEndpoints: {
    'pe-acr': {
      ...IN_NET,
      network: 'vnet-hub',
      subnet: 'snet-endpoints',
      names: {
        'contosoprod7.azurecr.io': '10.20.4.5',
        'contosoprod7.westeurope.data.azurecr.io': '10.20.4.4',
      },
      zones: ['hub'],
    },
  },
  privateZones: {
    hub: {
      ...IN_NET,
      links: { hub: { network: 'vnet-hub' }, prod: { network: 'vnet-prod' } },
      records: { contosoprod7: ['10.20.4.5'], 'contosoprod7.westeurope.data': ['10.20.4.4'] },
    },
  },
};

/** The healthy tenant with that private endpoint, and other values. */
export function behindEndpoint(changes: object = {}, ...rules: Rule[]): Scenario {
  return network(patched(PRIVATE, changes) as object, ...rules);
}
