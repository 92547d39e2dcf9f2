import { parseClusterId, type Cluster } from '../../azure/aks';
import type { Listed, Read } from '../../azure/reading';
import { listScaleSets, READ_SCALE_SETS, type ScaleSet } from '../../azure/scale-sets';
import {
  defineCheck,
  either,
  judgeRead,
  no,
  notApplicable,
  notPasted,
  unknown,
  yes,
  type Eyes,
  type Given,
  type Params,
  type Said,
} from '../check';
import { isNodeOf } from './pools';
import { clusterIn, scaleSetsIn } from './read-pasted';
import { namesOfCluster, ofCluster, READ_CLUSTER, readCluster } from './visible';

interface Seen {
  cluster: Read<Cluster>;
  /** Scale sets of the managed resource group. */
  scaleSets: Read<Listed<ScaleSet>>;
}

/** Says nothing of a pull with a secret in the identity's place. */
const ofIdentity = { ...ofCluster, about: 'identity' } as const;

export const kubeletIdentity = defineCheck<Seen, 'cluster'>({
  id: 'aks/kubelet-identity',
  title: 'Identity with which the cluster pulls',
  statements: {
    'service-principal-cluster': {
      says: 'The cluster pulls with a service principal, not with a managed identity',
      ...ofCluster,
    },
    'no-kubelet-identity': { says: 'The cluster names no kubelet identity', ...ofCluster },
    'kubelet-identity-not-on-nodes': {
      says: "The kubelet identity is not assigned to the nodes' scale set",
      ...ofIdentity,
    },
    'kubelet-identity-not-on-some-nodes': {
      says: 'The kubelet identity is assigned to some scale sets of the nodes only',
      ...ofIdentity,
    },
  },
  needs: ['cluster'],
  uses: ['clusterResourceGroup', 'node'],
  onlyTold: {
    'no-kubelet-identity':
      'a cluster that is being made, or one with a service principal, which is told apart; no document names it as a cause',
  },
  permissions: [READ_CLUSTER, READ_SCALE_SETS],
  unverified: [
    'That the client id `msi` marks a cluster without service principal is deduced from the command line and from aks-canipull.',
    'That AKS names the pool of a scale set in its tag aks-managed-poolName is seen in other tools, not in its documentation.',
    'Pools of single virtual machines have no scale set, so their identities are not looked at.',
  ],
  collect: lookUp,
  judge: ({ cluster, scaleSets }, params) => [
    ...judgeRead(cluster, NAMED, judgeNamed),
    ...judgeRead(cluster, ON_NODES, (found) => judgeOnNodes(found, scaleSets, params)),
  ],
  read(outputs, params) {
    const cluster = clusterIn(outputs, params);
    const scaleSets = scaleSetsIn(outputs);
    if (cluster) return { cluster, scaleSets: scaleSets ?? notPasted };
    return undefined;
  },
  teaches: ['principalId', 'clusterResourceGroup'],
  learn: ({ cluster }) => ({ ...namesOfCluster(cluster), ...identityOf(cluster) }),
});

const NAMED = ['service-principal-cluster', 'no-kubelet-identity'];
const ON_NODES = ['kubelet-identity-not-on-nodes', 'kubelet-identity-not-on-some-nodes'];

async function lookUp(eyes: Eyes, params: Given<'cluster'>): Promise<Seen> {
  const cluster = await readCluster(eyes, params);
  if (!cluster.ok) return { cluster, scaleSets: cluster };
  const { id = '', nodeResourceGroup } = cluster.value;
  const subscription = parseClusterId(id)?.subscriptionId;
  if (nodeResourceGroup !== undefined && subscription !== undefined)
    return { cluster, scaleSets: await listScaleSets(eyes.azure, subscription, nodeResourceGroup) };
  const saw = 'The answer does not name the resource group of the nodes';
  return { cluster, scaleSets: { ok: false, unreadable: { reason: 'bad-answer', saw } } };
}

/** The kubelet identity's ids. The cluster's own identity, the control plane's, is another one. */
function identityOf(cluster: Read<Cluster>): Params {
  if (!cluster.ok) return {};
  const { kubelet, servicePrincipal } = cluster.value;
  const clientId = kubelet?.clientId ?? servicePrincipal;
  return {
    ...(kubelet?.objectId === undefined ? {} : { principalId: kubelet.objectId.toLowerCase() }),
    ...(clientId === undefined ? {} : { clientId: clientId.toLowerCase() }),
  };
}

function judgeNamed({ kubelet, servicePrincipal, tellsServicePrincipal, isWhole }: Cluster): Said[] {
  const [principal, none] = ['service-principal-cluster', 'no-kubelet-identity'] as const;
  if (servicePrincipal !== undefined) {
    const saw = `servicePrincipalProfile.clientId is ${servicePrincipal}`;
    return [yes(principal, saw), notApplicable(none, saw)];
  }
  const { objectId } = kubelet ?? {};
  const saw =
    objectId === undefined
      ? 'identityProfile names no kubeletidentity'
      : `the kubelet identity has the object id ${objectId}`;
  if (objectId !== undefined) return [no(principal, saw), no(none, saw)];
  // Neither of the two was shown: nothing is told about either.
  if (!tellsServicePrincipal)
    return [unknown(principal, 'no service principal profile was shown'), unknown(none, saw)];
  const isMsi = no(principal, 'servicePrincipalProfile.clientId is msi');
  return [isMsi, isWhole ? yes(none, saw) : unknown(none, 'not all of the cluster was shown')];
}

function judgeOnNodes({ kubelet }: Cluster, scaleSets: Seen['scaleSets'], { node }: Params): Said[] {
  const id = kubelet?.resourceId?.toLowerCase();
  if (id === undefined)
    return ON_NODES.map((statement) => unknown(statement, 'the kubelet identity has no resource id here'));
  return judgeRead(scaleSets, ON_NODES, ({ items, isComplete }) => {
    const ofPools = items.filter(({ pool }) => pool !== undefined);
    const lacking = ofPools.filter(({ identities }) => !identities.includes(id));
    return [
      judgeMeant(ofPools, lacking, isComplete, node),
      judgeSome(ofPools, lacking, isComplete, kubelet?.resourceId ?? id),
    ];
  });
}

/** Of the node's scale set where the node is known, else of all. */
function judgeMeant(
  all: readonly ScaleSet[],
  lacking: readonly ScaleSet[],
  isComplete: boolean,
  node: string | undefined,
): Said {
  const statement = 'kubelet-identity-not-on-nodes';
  const own = node === undefined ? undefined : all.find(({ pool = '' }) => isNodeOf(node, pool));
  if (own) return either(statement, lacking.includes(own), wordsOfOne(own, lacking.includes(own)));
  if (all.length === 0) return unknown(statement, 'no scale set of a node pool was listed');
  if (node !== undefined) return unknown(statement, `no scale set listed is that of node ${node}`);
  if (!isComplete) return unknown(statement, 'not every scale set was listed');
  if (lacking.length === 0) return no(statement, 'every scale set of a node pool has the kubelet identity');
  if (lacking.length === all.length)
    return yes(statement, `scale set ${namesOf(lacking)} lacks the kubelet identity`);
  return unknown(
    statement,
    `scale set ${namesOf(lacking)} lacks the kubelet identity, others have it; on which the pod ran is not known`,
  );
}

function judgeSome(
  all: readonly ScaleSet[],
  lacking: readonly ScaleSet[],
  isComplete: boolean,
  identity: string,
): Said {
  const statement = 'kubelet-identity-not-on-some-nodes';
  const having = all.length - lacking.length;
  if (lacking.length > 0 && having > 0)
    return yes(
      statement,
      `scale set ${namesOf(lacking)} lacks it, ${having} other${having === 1 ? ' has' : 's have'} it`,
    );
  if (!isComplete || all.length === 0) return unknown(statement, 'not every scale set was listed');
  const name = identity.slice(identity.lastIndexOf('/') + 1);
  return no(statement, `${having === 0 ? 'no' : 'every'} scale set of a node pool has ${name}`);
}

function wordsOfOne({ name }: ScaleSet, isLacking: boolean): string {
  return `scale set ${name} of the node ${isLacking ? 'lacks' : 'has'} the kubelet identity`;
}

function namesOf(sets: readonly ScaleSet[]): string {
  return sets.map(({ name }) => name).join(', ');
}
