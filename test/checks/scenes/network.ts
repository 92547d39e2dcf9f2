import { patched } from '../../../src/practice/tenant/patch';
import { PULLED } from '../look';
import { behindEndpoint, IN_NET, network, registry } from '../network/net';
import type { Scene } from './scene';

/** The subnet is learnt from the cluster. */
const FROM_CLUSTER = { ...PULLED, cluster: 'aks-prod' };
const OPEN = registry({ publicNetworkAccess: 'Enabled' });

function zone(changes: object, more: object = {}): Scene {
  const both = patched(OPEN, { privateZones: { hub: changes } });
  return { scenario: behindEndpoint(patched(both, more) as object), params: FROM_CLUSTER };
}

function rules(more: object): Scene {
  return { scenario: network({ securityGroups: { 'nsg-prod': { rules: more } } }), params: FROM_CLUSTER };
}

const DENY = { access: 'Deny', to: ['Internet'], protocol: '*', ports: ['*'] };
const ROUTED = {
  networks: { 'vnet-prod': { subnets: { 'snet-nodes': { routeTable: 'rt' } } } },
  routeTables: { rt: { ...IN_NET, routes: { out: { prefix: '0.0.0.0/0', nextHop: 'None' } } } },
};

/** Scenes of the checks of the consumer's network, by `check#statement`. */
export const NETWORK_SCENES: Record<string, Scene> = {
  'network/private-zone#zone-not-linked': zone({ links: { prod: null } }),
  'network/private-zone#zone-missing': {
    scenario: behindEndpoint({
      ...OPEN,
      privateZones: { hub: null },
      privateEndpoints: { 'pe-acr': { zones: ['gone'] } },
    }),
    params: FROM_CLUSTER,
  },
  'network/private-zone#record-missing': zone({ records: { contosoprod7: null } }),
  'network/private-zone#data-record-missing': zone({ records: { 'contosoprod7.westeurope.data': null } }),
  'network/private-zone#record-differs': zone({ records: { contosoprod7: ['10.20.4.99'] } }),
  'network/peering#peering-not-connected': {
    scenario: behindEndpoint({
      ...OPEN,
      networks: { 'vnet-prod': { peerings: { 'to-hub': { network: 'vnet-hub', state: 'Disconnected' } } } },
    }),
    params: FROM_CLUSTER,
  },
  'network/security-group#outbound-denied': rules({ deny: { ...DENY, priority: 100 } }),
  'network/security-group#layers-denied': rules({ deny: { ...DENY, priority: 900 } }),
  'network/route-table#routed-to-nowhere': { scenario: network(ROUTED), params: FROM_CLUSTER },
  'network/outbound#outbound-not-allowed': {
    scenario: network(registry({ defaultAction: 'Deny', allowedIps: ['198.51.100.0/24'] })),
    params: FROM_CLUSTER,
    also: ['registry/network#address-not-allowed', 'registry/network#denies-by-default'],
  },
};
