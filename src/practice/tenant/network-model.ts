import { z } from 'zod';

/** Where a resource lies; its key in the model is its name. */
const place = { subscription: z.string(), resourceGroup: z.string() };

const subnet = z.strictObject({
  prefix: z.string(),
  /** Names of what is attached, in the resource group of the network. */
  securityGroup: z.string().optional(),
  routeTable: z.string().optional(),
  natGateway: z.string().optional(),
  serviceEndpoints: z.array(z.string()).default([]),
});

const peering = z.strictObject({
  /** Name of a network of the model. */
  network: z.string(),
  state: z.enum(['Initiated', 'Connected', 'Disconnected']).default('Connected'),
  allowsAccess: z.boolean().default(true),
});

const network = z.strictObject({
  ...place,
  dnsServers: z.array(z.string()).default([]),
  subnets: z.record(z.string(), subnet).default({}),
  peerings: z.record(z.string(), peering).default({}),
});

const rule = z.strictObject({
  priority: z.number().int(),
  access: z.enum(['Allow', 'Deny']),
  direction: z.enum(['Inbound', 'Outbound']).default('Outbound'),
  protocol: z.string().default('Tcp'),
  from: z.array(z.string()).default(['*']),
  to: z.array(z.string()).default(['*']),
  ports: z.array(z.string()).default(['443']),
});

const route = z.strictObject({
  prefix: z.string(),
  nextHop: z.enum(['VirtualNetworkGateway', 'VnetLocal', 'Internet', 'VirtualAppliance', 'None']),
  address: z.string().optional(),
});

const privateEndpoint = z.strictObject({
  ...place,
  network: z.string(),
  subnet: z.string(),
  /** Addresses by host name. */
  names: z.record(z.string(), z.string()).default({}),
  /** Keys of zones in which it keeps its records by itself; one that the model lacks is one that was deleted. */
  zones: z.array(z.string()).default([]),
});

const zone = z.strictObject({
  ...place,
  name: z.string().default('privatelink.azurecr.io'),
  links: z
    .record(z.string(), z.strictObject({ network: z.string(), state: z.string().default('Completed') }))
    .default({}),
  records: z.record(z.string(), z.array(z.string())).default({}),
});

/** Networks and what stands in them. */
export const networkKeys = {
  networks: z.record(z.string(), network).default({}),
  securityGroups: z
    .record(z.string(), z.strictObject({ ...place, rules: z.record(z.string(), rule).default({}) }))
    .default({}),
  routeTables: z
    .record(z.string(), z.strictObject({ ...place, routes: z.record(z.string(), route).default({}) }))
    .default({}),
  /** `addresses`: names of public addresses. */
  natGateways: z.record(z.string(), z.strictObject({ ...place, addresses: z.array(z.string()) })).default({}),
  /** An address, or a range for a public prefix. */
  publicAddresses: z.record(z.string(), z.strictObject({ ...place, address: z.string() })).default({}),
  privateEndpoints: z.record(z.string(), privateEndpoint).default({}),
  privateZones: z.record(z.string(), zone).default({}),
  /** `networks`: names of those for which it forwards. */
  forwardingRulesets: z
    .record(z.string(), z.strictObject({ ...place, networks: z.array(z.string()).default([]) }))
    .default({}),
};

export type SimulatedNetwork = z.output<typeof network>;
export type SimulatedRule = z.output<typeof rule>;
export type SimulatedPrivateEndpoint = z.output<typeof privateEndpoint>;
export type SimulatedZone = z.output<typeof zone>;
