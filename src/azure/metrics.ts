import { z } from 'zod';
import { getArm, registryIdOf } from './arm';
import { API_VERSIONS } from './api-versions';
import type { Azure } from './azure';
import type { Read } from './reading';

const PERMISSION = 'Microsoft.Insights/metrics/read';

/** Points without a value are gaps, not zeros. */
const metricsSchema = z.object({
  value: z.array(
    z.object({
      name: z.object({ value: z.string() }),
      timeseries: z.array(
        z.object({
          data: z.array(
            z.object({ timeStamp: z.string(), total: z.number().optional(), average: z.number().optional() }),
          ),
        }),
      ),
    }),
  ),
});

type Metrics = z.infer<typeof metricsSchema>;

/** Pulls of the 24 hours before now. Undefined: the service gave no point at all, which is not the same as none. */
export interface Pulls {
  total: number | undefined;
  successful: number | undefined;
}

/** Counts may arrive some minutes late (INFERRED). Source: supported metrics of Microsoft.ContainerRegistry/registries. */
export function getPulls(azure: Azure, id: string): Promise<Read<Pulls>> {
  return azure.once(`GET ${id}/metrics pulls`, PERMISSION, async () => {
    const found = await ask(azure, id, {
      metricnames: 'TotalPullCount,SuccessfulPullCount',
      aggregation: 'total',
      interval: 'PT1H',
    });
    return { total: sum(found, 'TotalPullCount'), successful: sum(found, 'SuccessfulPullCount') };
  });
}

/** Bytes stored, over all regions, at the last full hour; undefined when the service gave no point. */
export function getStorageUsed(azure: Azure, id: string): Promise<Read<number | undefined>> {
  return azure.once(`GET ${id}/metrics storage`, PERMISSION, async () => {
    const found = await ask(azure, id, {
      metricnames: 'StorageUsed',
      aggregation: 'average',
      interval: 'PT1H',
    });
    const points = pointsOf(found, 'StorageUsed').filter((point) => point.average !== undefined);
    return points.sort((a, b) => a.timeStamp.localeCompare(b.timeStamp)).at(-1)?.average;
  });
}

function ask(azure: Azure, id: string, query: Record<string, string>): Promise<Metrics> {
  const end = azure.now();
  const start = new Date(end.getTime() - 86_400_000);
  const timespan = `${start.toISOString()}/${end.toISOString()}`;
  return getArm(
    azure,
    `${registryIdOf(id).id}/providers/Microsoft.Insights/metrics`,
    { 'api-version': API_VERSIONS.metrics, timespan, ...query },
    metricsSchema,
    PERMISSION,
  );
}

function pointsOf(found: Metrics, name: string) {
  return found.value
    .filter((metric) => metric.name.value === name)
    .flatMap((metric) => metric.timeseries.flatMap((series) => series.data));
}

function sum(found: Metrics, name: string): number | undefined {
  const totals = pointsOf(found, name).flatMap(({ total }) => (total === undefined ? [] : [total]));
  return totals.length === 0 ? undefined : totals.reduce((all, total) => all + total, 0);
}
