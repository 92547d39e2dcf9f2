import { z } from 'zod';
import { listArm, registryIdOf } from './arm';
import { API_VERSIONS } from './api-versions';
import type { Azure } from './azure';
import { mapRead, type Listed, type Read } from './reading';

/** What an event changed, as far as it matters for pulls. `registry` = written, which setting is not told. */
export type Change =
  'credentials' | 'role-removed' | 'role-added' | 'network' | 'registry' | 'replica' | 'other';

/** One event of the activity log. It says who asked for what and how it ended, mostly not the old and new value. */
export interface ActivityEvent {
  /** ISO 8601. */
  at: string;
  /** Azure action, in lower case. */
  operation: string;
  change: Change;
  /** Started, Accepted, Succeeded or Failed. */
  status: string;
  /** Who did it: a user's name or an application's id. */
  caller?: string;
  resourceId?: string;
  correlationId?: string;
}

const CHANGES: readonly { operation: RegExp; change: Change }[] = [
  { operation: /\/registries\/regeneratecredential\/action$/, change: 'credentials' },
  {
    operation: /\/registries\/(?:generatecredentials\/action|tokens\/(?:write|delete))$/,
    change: 'credentials',
  },
  { operation: /^microsoft\.authorization\/roleassignments\/delete$/, change: 'role-removed' },
  { operation: /^microsoft\.authorization\/roleassignments\/write$/, change: 'role-added' },
  { operation: /\/registries\/privateendpointconnection/, change: 'network' },
  { operation: /\/registries\/(?:write|delete)$/, change: 'registry' },
  { operation: /\/registries\/replications\/(?:write|delete)$/, change: 'replica' },
];

const named = z.object({ value: z.string() });
const pageSchema = z.object({
  value: z.array(
    z.object({
      eventTimestamp: z.iso.datetime({ offset: true }),
      operationName: named,
      status: named,
      caller: z.string().optional(),
      resourceId: z.string().optional(),
      correlationId: z.string().optional(),
    }),
  ),
  nextLink: z.string().nullish(),
});

const DAY_MS = 86_400_000;

/**
 * The registry's events of some days before a time, newest first. Role assignments made at the registry are among
 * them; those made above it are not (asked for by resource). Azure keeps 90 days. Source: GetActivityLogsFiltered.json
 * of azure-rest-api-specs (2015-04-01) for the form; the filter key `resourceUri` is from the Monitor REST
 * documentation. That a write tells which setting it changed is unverified, so it is not claimed.
 */
export async function listEventsBefore(
  azure: Azure,
  id: string,
  before: Date,
  days = 7,
): Promise<Read<Listed<ActivityEvent>>> {
  const from = new Date(before.getTime() - days * DAY_MS).toISOString();
  const filter = `eventTimestamp ge '${from}' and eventTimestamp le '${before.toISOString()}' and resourceUri eq '${id}'`;
  const permission = 'Microsoft.Insights/eventtypes/values/read';
  const found = await azure.once(`GET events ${filter}`, permission, () => {
    const { subscriptionId } = registryIdOf(id);
    const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values`;
    const query = { 'api-version': API_VERSIONS.activityLog, $filter: filter };
    return listArm(azure, path, query, pageSchema, permission);
  });
  return mapRead(found, (list) => ({
    ...list,
    items: list.items.map(eventOf).sort((a, b) => b.at.localeCompare(a.at)),
  }));
}

function eventOf(found: z.infer<typeof pageSchema>['value'][number]): ActivityEvent {
  const operation = found.operationName.value.toLowerCase();
  return {
    at: new Date(found.eventTimestamp).toISOString(),
    operation,
    change: CHANGES.find((known) => known.operation.test(operation))?.change ?? 'other',
    status: found.status.value,
    ...(found.caller === undefined ? {} : { caller: found.caller }),
    ...(found.resourceId === undefined ? {} : { resourceId: found.resourceId }),
    ...(found.correlationId === undefined ? {} : { correlationId: found.correlationId }),
  };
}
