import type { Cluster } from '../../azure/aks';
import type { Read } from '../../azure/reading';
import { defineCheck, judgeRead, unknown, type Eyes, type Given, type Said } from '../check';
import { readPastedRoles } from '../registry/pasted-roles';
import { judgePullRole, lookUpRoles, pullRole, type Seen as Roles } from '../registry/pull-role';
import { clusterIn } from './read-pasted';
import { namesOfCluster, READ_CLUSTER, readCluster } from './visible';

type Needed = 'registry' | 'cluster';

interface Seen {
  cluster: Read<Cluster>;
  /** What the kubelet identity holds; absent when the cluster names none. */
  roles?: Roles;
}

const NOT_ATTACHED = 'not-attached';

/** There is no link between a registry and a cluster but this role: no property of the cluster tells it. */
export const attached = defineCheck<Seen, Needed>({
  id: 'aks/attached',
  title: 'Whether the registry is attached to the cluster',
  statements: {
    [NOT_ATTACHED]: {
      says: "The cluster's kubelet identity holds no pull role on the registry",
      vantage: 'configuration',
      about: 'identity',
      changedBy: ['role-added', 'role-removed', 'registry'],
    },
  },
  needs: ['registry', 'cluster'],
  uses: ['clusterResourceGroup', 'repository', 'failedAt'],
  permissions: [READ_CLUSTER, ...pullRole.permissions],
  unverified: [
    'The roles of a service principal are not read: its object id stands in Entra only, which the bot does not ask.',
  ],
  collect: lookUp,
  judge: ({ cluster, roles }, params) =>
    judgeRead(cluster, [NOT_ATTACHED], (found) => [judgeAttached(found, roles, params)]),
  read(outputs, params) {
    const cluster = clusterIn(outputs, params);
    const principalId = cluster?.ok ? cluster.value.kubelet?.objectId : undefined;
    if (!cluster || principalId === undefined) return undefined;
    const roles = readPastedRoles(outputs, { ...params, principalId });
    return roles && { cluster, roles };
  },
  learn: ({ cluster }) => namesOfCluster(cluster),
});

async function lookUp(eyes: Eyes, params: Given<Needed>): Promise<Seen> {
  const cluster = await readCluster(eyes, params);
  const principalId = cluster.ok ? cluster.value.kubelet?.objectId : undefined;
  if (principalId === undefined) return { cluster };
  return { cluster, roles: await lookUpRoles(eyes, { ...params, principalId }) };
}

function judgeAttached(
  { kubelet, servicePrincipal }: Cluster,
  roles: Roles | undefined,
  params: Given<Needed>,
): Said {
  const principalId = kubelet?.objectId;
  if (servicePrincipal !== undefined)
    return unknown(
      NOT_ATTACHED,
      `the cluster pulls with service principal ${servicePrincipal}, whose object id is not told here`,
    );
  if (principalId === undefined || !roles)
    return unknown(NOT_ATTACHED, 'the cluster names no kubelet identity');
  const said = judgePullRole(roles, { ...params, principalId });
  const about = said.find(({ statement }) => statement === 'no-pull-role');
  return about ? { ...about, statement: NOT_ATTACHED } : unknown(NOT_ATTACHED, 'its roles were not judged');
}
