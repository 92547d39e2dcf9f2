/** Settings of telemetry. The names are OpenTelemetry's own, whose exporter reads further ones (headers, timeout) itself. */
export interface TelemetrySettings {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: the base address of an OTLP receiver over HTTP, such as http://127.0.0.1:4318. */
  endpoint: string;
  /** `OTEL_SERVICE_NAME`. */
  serviceName: string;
  /** Whether each export counts anew: what Application Insights needs. `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`. */
  temporality: 'cumulative' | 'delta';
}

type Env = Partial<Record<string, string>>;

/** @returns nothing where no endpoint is set: then nothing is sent */
export function readTelemetry(env: Env, faults: string[]): { telemetry?: TelemetrySettings } {
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint) {
    if (env.APPLICATIONINSIGHTS_CONNECTION_STRING)
      faults.push(
        'APPLICATIONINSIGHTS_CONNECTION_STRING is set without OTEL_EXPORTER_OTLP_ENDPOINT. Give it to an OpenTelemetry collector and set the endpoint of that (docs/operations.md), or unset it.',
      );
    return {};
  }
  const { protocol, username, password } = URL.canParse(endpoint)
    ? new URL(endpoint)
    : { protocol: '', username: '', password: '' };
  if (!/^https?:$/.test(protocol) || username + password !== '') {
    faults.push(
      'OTEL_EXPORTER_OTLP_ENDPOINT is no http address without a name and password. Set it to one like http://127.0.0.1:4318.',
    );
    return {};
  }
  const temporality = env.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE?.toLowerCase() ?? 'cumulative';
  if (temporality !== 'cumulative' && temporality !== 'delta') {
    faults.push(
      `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE is '${temporality}'. Set it to cumulative or delta.`,
    );
    return {};
  }
  return { telemetry: { endpoint, serviceName: env.OTEL_SERVICE_NAME ?? 'acr-doctor', temporality } };
}
