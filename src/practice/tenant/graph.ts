import { z } from 'zod';
import { appRows } from './arm-apps';
import { clusterRows } from './arm-aks';
import { networkRows } from './arm-private-dns';
import { armError, type Answer, type Call, type World } from './answer';
import { transferRows } from './graph-transfer';
import { registryIdOf, type NamedRegistry } from './registries';
import { isAllowed } from './rights';

const requestSchema = z.object({
  query: z.string(),
  /** Which subscriptions are asked; absent: all. */
  subscriptions: z.array(z.string()).optional(),
  options: z.object({ $skipToken: z.string().optional() }).optional(),
});

/**
 * Resource Graph for the queries of src/azure/resource-graph.ts: registries, by login server or all. Anything else
 * is refused, so that a new query is noticed. What the asker may not read is left out silently, as in Azure.
 */
export function answerGraph(call: Call, world: World, who: string): Answer {
  const request = requestSchema.safeParse(JSON.parse(call.body));
  const others = request.success ? otherRows(request.data.query, world, who) : undefined;
  const asked = request.data?.subscriptions;
  if (others) return page(within(others, asked), undefined, world.tenant.pageSize);
  const host = request.success ? meantHost(request.data.query) : undefined;
  if (!request.success || host === undefined)
    return armError(400, 'BadRequest', 'The simulated Resource Graph knows only questions for registries.');
  const rows = Object.entries(world.tenant.registries)
    .map(([name, registry]) => ({ name, registry }))
    .filter(({ registry }) => host === '*' || registry.loginServer.toLowerCase() === host)
    .filter((found) => isVisible(world, who, found))
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(rowOf);
  return page(within(rows, asked), request.data.options?.$skipToken, world.tenant.pageSize);
}

/** Questions for other kinds of resources. */
function otherRows(query: string, world: World, who: string) {
  return (
    appRows(query, world, who) ??
    networkRows(query, world, who) ??
    transferRows(query, world, who) ??
    clusterRows(query, world, who)
  );
}

const ALL = /^resources \| where type =~ 'microsoft\.containerregistry\/registries' \| (?<rest>.*)$/s;
const ONE = /^where tolower\(tostring\(properties\.loginServer\)\) == '(?<host>[^']+)' \|/;

function meantHost(query: string): string | undefined {
  const rest = ALL.exec(query)?.groups?.rest;
  if (rest === undefined) return undefined;
  return ONE.exec(rest)?.groups?.host ?? (rest.startsWith('project ') ? '*' : undefined);
}

function isVisible({ tenant }: World, who: string, found: NamedRegistry): boolean {
  const action = 'Microsoft.ContainerRegistry/registries/read';
  return isAllowed(tenant, { who, action, scope: registryIdOf(found) });
}

function rowOf(found: NamedRegistry) {
  const { name, registry } = found;
  return {
    id: registryIdOf(found),
    name,
    loginServer: registry.loginServer,
    subscriptionId: registry.subscription,
    resourceGroup: registry.resourceGroup,
    location: registry.location,
  };
}

/** Rows of the subscriptions that are asked. */
function within(rows: { id?: string }[], subscriptions: string[] | undefined): object[] {
  if (!subscriptions) return rows;
  return rows.filter(({ id = '' }) => subscriptions.includes(id.split('/')[2]?.toLowerCase() ?? ''));
}

function page(rows: unknown[], skipToken: string | undefined, pageSize: number): Answer {
  const from = Number(skipToken ?? 0);
  const data = rows.slice(from, from + pageSize);
  const hasMore = from + pageSize < rows.length;
  const body = {
    totalRecords: rows.length,
    count: data.length,
    resultTruncated: 'false',
    facets: [],
    data,
    ...(hasMore ? { $skipToken: String(from + pageSize) } : {}),
  };
  return { status: 200, body, shape: { fixture: 'resourcegraph-basic-query' } };
}
