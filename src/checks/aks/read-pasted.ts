import { readShownCluster, readShownPool, type Cluster, type Pool } from '../../azure/aks';
import type { Listed, Read } from '../../azure/reading';
import { readShownScaleSet, type ScaleSet } from '../../azure/scale-sets';
import type { Output } from '../../parse/output/output';
import { optionOf, readKubectlTable, unprojected, type Row } from '../../parse/output/query';
import { pasted, type Params } from '../check';

const NOTHING: Cluster = { name: '', tellsServicePrincipal: false, isWhole: false, arePoolsAll: false };

/** The cluster as far as the pasted outputs tell it; undefined when none of them is about it. */
export function clusterIn(outputs: readonly Output[], { cluster }: Params): Read<Cluster> | undefined {
  const found = outputs
    .filter((output) => isOfCluster(output, cluster))
    .flatMap((output) => READERS[output.command]?.(output) ?? [])
    // Another cluster's settings say nothing of this one.
    .filter(
      ({ name }) => name === '' || cluster === undefined || name.toLowerCase() === cluster.toLowerCase(),
    );
  return found.length > 0 ? pasted(found.reduce(joined)) : undefined;
}

/** Whether the command line, where it names a cluster, names this one. */
function isOfCluster({ command, commandLine = '' }: Output, cluster: string | undefined): boolean {
  const names = command === 'az aks show' ? ['--name', '-n'] : ['--cluster-name'];
  const named = command.startsWith('az aks ') ? optionOf(commandLine, ...names) : undefined;
  return named === undefined || cluster === undefined || named.toLowerCase() === cluster.toLowerCase();
}

const READERS: Partial<Record<string, (output: Output) => Cluster | undefined>> = {
  'az aks show': (output) => {
    const isQuery = optionOf(output.commandLine ?? '', '--query') !== undefined;
    const shown = readShownCluster(unprojected(output), !isQuery && !output.isPartial);
    if (!shown || !tellsAnything(shown)) return undefined;
    return output.isPartial ? cut(shown) : shown;
  },
  'az aks nodepool show': (output) => {
    const name = optionOf(output.commandLine ?? '', '--name', '-n') ?? 'shown';
    const pool = readShownPool(named(unprojected(output), name));
    return pool && tellsOfPool(pool) ? { ...NOTHING, pools: [pool] } : undefined;
  },
  'az aks nodepool list': (output) => {
    const rows = unprojected(output);
    const pools = Array.isArray(rows) ? rows.flatMap((row) => readShownPool(row) ?? []) : [];
    if (pools.length === 0 || output.isPartial) return undefined;
    return { ...NOTHING, pools, arePoolsAll: true };
  },
  'kubectl get nodes': ({ text }) => {
    const pools = readKubectlTable(text).flatMap((row) => nodeOf(row) ?? []);
    return pools.length > 0 ? { ...NOTHING, pools } : undefined;
  },
  'kubectl version': ({ text, json }) => {
    const version = serverVersion(text, json);
    return version === undefined ? undefined : { ...NOTHING, version };
  },
};

function tellsAnything({ kubelet, version, pools, location, tellsServicePrincipal }: Cluster): boolean {
  return tellsServicePrincipal || [kubelet, version, pools, location].some((one) => one !== undefined);
}

function tellsOfPool({ os, osSku, version, nodeImage, streaming, vmSize }: Pool): boolean {
  return streaming !== 'unknown' || [os, osSku, version, nodeImage, vmSize].some((one) => one !== undefined);
}

/** What is missing in an output that was cut off proves nothing. */
function cut(shown: Cluster): Cluster {
  const rest = { ...shown, arePoolsAll: false };
  delete rest.pools;
  return rest;
}

/** A query may have left the name out; the command line has it. */
function named(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? { name, ...value } : value;
}

const POOL_OF_NODE = /^aks-(?<pool>[a-z0-9]{1,12})-\d{8}-/;

/** A node, as if it were a pool of its own: nodes of one pool may differ while it is upgraded. */
function nodeOf(row: Row): Pool | undefined {
  const { name, version, 'os-image': osImage, arch } = row;
  if (name === undefined || !/^v1\.\d/.test(version ?? '')) return undefined;
  return {
    name: POOL_OF_NODE.exec(name)?.groups?.pool ?? name,
    streaming: 'unknown',
    version: (version ?? '').slice(1),
    ...(osImage === undefined ? {} : { osImage }),
    ...(arch === undefined ? {} : { arch }),
  };
}

/** The server's own line: the client's version does not matter. */
function serverVersion(text: string, json: unknown): string | undefined {
  const inJson = /"serverVersion"[^}]{0,600}"gitVersion"\s{0,4}:\s{0,4}"v(?<version>1\.\d{1,3}\.\d{1,3})/;
  const inText = /^Server Version:[^\n]{0,80}?\bv?(?<version>1\.\d{1,3}\.\d{1,3})/m;
  return (json === undefined ? inText : inJson).exec(text)?.groups?.version;
}

/** Two pastes about one cluster: what the first left out the second may tell. */
function joined(one: Cluster, other: Cluster): Cluster {
  const pools = joinedPools(one.pools, other.pools);
  return {
    ...one,
    ...other,
    name: one.name === '' ? other.name : one.name,
    ...(one.kubelet || other.kubelet ? { kubelet: { ...one.kubelet, ...other.kubelet } } : {}),
    tellsServicePrincipal: one.tellsServicePrincipal || other.tellsServicePrincipal,
    ...(pools ? { pools } : {}),
    isWhole: one.isWhole || other.isWhole,
    arePoolsAll: one.arePoolsAll || other.arePoolsAll,
  };
}

function joinedPools(one: Pool[] | undefined, other: Pool[] | undefined): Pool[] | undefined {
  if (!one || !other) return one ?? other;
  const known = one.map((pool) => {
    const same = other.find(({ name }) => name === pool.name);
    if (!same) return pool;
    const streaming = pool.streaming === 'unknown' ? same.streaming : pool.streaming;
    return { ...same, ...pool, streaming };
  });
  return [...known, ...other.filter(({ name }) => !one.some((pool) => pool.name === name))];
}

/** Scale sets of the nodes, where their identities were pasted. */
export function scaleSetsIn(outputs: readonly Output[]): Read<Listed<ScaleSet>> | undefined {
  const shown = outputs.flatMap(({ command, json, isPartial, commandLine = '' }) => {
    if (command !== 'az vmss identity show' || isPartial) return [];
    const name = optionOf(commandLine, '--name', '-n');
    const found = readShownScaleSet(json);
    return name !== undefined && found
      ? [{ ...found, name, pool: POOL_OF_NODE.exec(name)?.groups?.pool ?? name }]
      : [];
  });
  // One that was shown is not all there are.
  return shown.length > 0 ? pasted({ items: shown, isComplete: false }) : undefined;
}
