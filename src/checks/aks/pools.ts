import type { Cluster, Pool } from '../../azure/aks';
import type { Holds } from '../../verdict/finding';
import { notApplicable, unknown, type Params, type Said } from '../check';

/** What one pool says to a statement. */
export interface PoolSaid {
  holds: Holds;
  /** What was seen of this pool, without its name. */
  saw: string;
}

/** Pools that a pod may have run on, or why that cannot be told. */
type Meant = { pools: Pool[] } | { why: string };

/** The pool of the pod's node where the node is known, else every pool. */
function poolsMeant({ pools = [] }: Cluster, node: string | undefined): Meant {
  if (pools.length === 0) return { why: 'no node pool was listed' };
  if (node === undefined) return { pools };
  const own = pools.filter(({ name }) => isNodeOf(node, name));
  if (own.length > 0) return { pools: own };
  const names = pools.map(({ name }) => name).join(', ');
  return {
    why: `node ${node} belongs to none of the pools listed (${names}); it may come from node auto-provisioning`,
  };
}

/**
 * Whether a node's name carries a pool's name: `aks-nodepool1-34567890-vmss00001a`, or for Windows
 * `akswinp00001a`. Source: AKS's own naming of scale sets, seen in kubectl output of its documentation.
 */
export function isNodeOf(node: string, pool: string): boolean {
  const [host = ''] = node.toLowerCase().split('.');
  const name = pool.toLowerCase();
  if (host === name) return true;
  if (host.startsWith(`aks-${name}-`)) return /^\d{8}-/.test(host.slice(name.length + 5));
  return host.startsWith(`aks${name}`) && /^[0-9a-z]{6}$/.test(host.slice(name.length + 3));
}

/**
 * Judges a statement about the pool of a pod. Where the node is not known it holds if it holds of every pool to which
 * it applies; where the pools differ, it stays unknown.
 */
export function judgePools(
  statement: string,
  cluster: Cluster,
  { node }: Params,
  judge: (pool: Pool) => PoolSaid,
): Said {
  const meant = poolsMeant(cluster, node);
  if ('why' in meant) return unknown(statement, meant.why);
  const each = meant.pools.map((pool) => ({ name: pool.name, ...judge(pool) }));
  const applying = each.filter(({ holds }) => holds !== 'not-applicable');
  const [first] = applying;
  if (!first) return notApplicable(statement, wordsOf(each));
  const isSame = applying.every(({ holds }) => holds === first.holds);
  if (isSame) return { statement, holds: first.holds, saw: wordsOf(applying) };
  const why = node === undefined ? 'which pool the pod ran on is not known' : 'the nodes differ';
  return unknown(statement, `${why}: ${wordsOf(applying)}`);
}

const MAX_NAMED = 8;

/** `pool np1, np2: streaming is off; pool np3: streaming is on`. */
export function wordsOf(each: readonly { name: string; saw: string }[]): string {
  const bySaw = new Map<string, string[]>();
  for (const { name, saw } of each) bySaw.set(saw, [...(bySaw.get(saw) ?? []), name]);
  return [...bySaw]
    .map(([saw, names]) => {
      const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
      return `pool ${[...new Set(names)].slice(0, MAX_NAMED).join(', ')}${more}: ${saw}`;
    })
    .join('; ');
}
