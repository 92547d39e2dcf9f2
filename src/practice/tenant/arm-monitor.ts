import { armError, armPage, guidOf, type Answer } from './answer';
import type { ArmCall } from './arm';
import { isoTime, type Registry } from './model';
import { findRegistryById, registryIdOf, type NamedRegistry } from './registries';

const FILTER =
  /^eventTimestamp ge '(?<from>[^']+)' and eventTimestamp le '(?<to>[^']+)' and resourceUri eq '(?<id>[^']+)'$/;

/** The activity log of one resource between two times: the filter that src/azure/activity-log.ts uses. */
export function activityLog({ call, world, scope }: ArmCall): Answer {
  const { from, to, id } = FILTER.exec(call.query.get('$filter') ?? '')?.groups ?? {};
  if (from === undefined || to === undefined || id === undefined)
    return armError(400, 'BadRequest', 'The simulated activity log wants two times and a resourceUri.');
  const found = findRegistryById(world.tenant, id);
  const events = Object.entries(found?.registry.events ?? {})
    .map(([name, event]) => ({ name, ...event, at: isoTime(event.at, world.now()) }))
    .filter(({ at }) => at >= from && at <= to)
    .map((event) => eventAnswer(event, id, scope));
  return armPage(events, call, world.tenant.pageSize, { fixture: 'activity-log-list' });
}

type Event = Registry['events'][string] & { name: string };

function eventAnswer(event: Event, id: string, subscription: string) {
  const correlationId = guidOf(event.name);
  const [, , , , resourceGroupName = ''] = id.split('/');
  const words = (value: string) => ({ value, localizedValue: value });
  return {
    authorization: { action: event.operation, role: 'Contributor', scope: id },
    caller: event.caller,
    claims: {},
    correlationId,
    description: '',
    eventDataId: guidOf(`${event.name} event`),
    eventName: words('EndRequest'),
    httpRequest: { clientRequestId: correlationId, clientIpAddress: '192.0.2.35', method: 'POST' },
    id: `${id}/events/${correlationId}/ticks/638000000000000000`,
    level: 'Informational',
    resourceGroupName,
    resourceProviderName: words('Microsoft.ContainerRegistry'),
    resourceId: id,
    operationId: correlationId,
    operationName: words(event.operation),
    properties: { statusCode: 'OK' },
    status: words(event.status),
    subStatus: words('OK'),
    eventTimestamp: event.at,
    submissionTimestamp: event.at,
    subscriptionId: subscription.split('/')[2],
  };
}

const HOUR_MS = 3_600_000;

/** Metrics by the hour. The last hour has no point yet, as counts arrive late. */
export function metrics(found: NamedRegistry, { call }: ArmCall): Answer {
  const timespan = call.query.get('timespan') ?? '';
  const [start = '', end = ''] = timespan.split('/');
  const hours: string[] = [];
  for (let at = Date.parse(start); at < Date.parse(end); at += HOUR_MS)
    hours.push(new Date(at).toISOString());
  const value = (call.query.get('metricnames') ?? '').split(',').map((name) => metric(found, name, hours));
  const body = {
    cost: 0,
    timespan,
    interval: 'PT1H',
    value,
    namespace: 'Microsoft.ContainerRegistry/registries',
    resourceregion: found.registry.location,
  };
  return { status: 200, body, shape: { fixture: 'metrics-list' } };
}

function metric(found: NamedRegistry, name: string, hours: readonly string[]) {
  const { pullsPerHour, failedPullsPerHour, storageUsed, location } = found.registry;
  const isStorage = name === 'StorageUsed';
  const total = name === 'SuccessfulPullCount' ? pullsPerHour - failedPullsPerHour : pullsPerHour;
  const data = hours.map((timeStamp, index) => {
    if (index === hours.length - 1) return { timeStamp };
    return isStorage ? { timeStamp, average: storageUsed } : { timeStamp, total };
  });
  const dimension = { name: { value: 'geolocation', localizedValue: 'geolocation' }, value: location };
  return {
    id: `${registryIdOf(found)}/providers/Microsoft.Insights/metrics/${name}`,
    type: 'Microsoft.Insights/metrics',
    name: { value: name, localizedValue: name },
    displayDescription: '',
    unit: isStorage ? 'Bytes' : 'Count',
    timeseries: [{ metadatavalues: isStorage ? [dimension] : [], data }],
    errorCode: 'Success',
  };
}
