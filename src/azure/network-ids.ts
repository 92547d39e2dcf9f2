/** The parts of a subnet's id in Azure Resource Manager. */
export interface SubnetId {
  id: string;
  name: string;
  vnetId: string;
  vnet: string;
}

const PART = String.raw`[^/?#%\s]{1,90}`;
const NETWORK = String.raw`/subscriptions/[0-9a-f-]{36}/resourceGroups/${PART}/providers/Microsoft\.Network`;
const SUBNET_ID = new RegExp(
  `^(?<vnetId>${NETWORK}/virtualNetworks/(?<vnet>${PART}))/subnets/(?<name>${PART})$`,
  'i',
);
const RESOURCE_ID = new RegExp(`^${NETWORK}(?:/${PART}){2,6}$`, 'i');

/** Takes a subnet's id apart; undefined when it is none. */
export function parseSubnetId(id: string): SubnetId | undefined {
  const { vnetId, vnet, name } = SUBNET_ID.exec(id)?.groups ?? {};
  if (vnetId === undefined || vnet === undefined || name === undefined) return undefined;
  return { id, name, vnetId, vnet };
}

/** Whether the text is the id of something of Microsoft.Network. */
export function isNetworkId(id: string): boolean {
  return RESOURCE_ID.test(id);
}

/** The last part of an id: how the resource is called. */
export function nameOfId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** Ids are the same whatever their case. */
export function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
