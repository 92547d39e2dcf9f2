import { AsyncLocalStorage } from 'node:async_hooks';
import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
} from '@opentelemetry/api';
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { resultOf } from '../audit';
import type { TelemetrySettings } from '../config-telemetry';
import type { Telemetry } from './telemetry';

/** Seconds. A diagnosis takes milliseconds, a turn up to two seconds, a check up to twenty. */
const BOUNDARIES = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 20, 60];
const EVERY_MS = 60_000;
/** At the end of the process, what cannot be sent by then is dropped. */
const LAST_MS = 3000;

const TEMPORALITY = {
  cumulative: AggregationTemporalityPreference.CUMULATIVE,
  delta: AggregationTemporalityPreference.DELTA,
};

export interface OtlpOptions extends TelemetrySettings {
  version: string;
  /** Milliseconds between two exports of metrics; replaced by tests. */
  everyMs?: number;
  /** Told when something could not be sent; it is dropped then. */
  onFault: (message: string) => void;
}

/**
 * Traces and metrics over OTLP/HTTP. Everything is passed on by hand: nothing is patched, so nothing of a request, a
 * message or an address can slip into a span.
 */
export function openOtlp(options: OtlpOptions): Telemetry {
  const { endpoint, serviceName, temporality, version, everyMs = EVERY_MS, onFault } = options;
  listenForFaults(onFault);
  const resource = resourceFromAttributes({ 'service.name': serviceName, 'service.version': version });
  const at = (signal: string) => ({ url: `${endpoint.replace(/\/$/, '')}/v1/${signal}` });
  const tracers = new TracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(at('traces')) })],
  });
  const exporter = new OTLPMetricExporter({
    ...at('metrics'),
    temporalityPreference: TEMPORALITY[temporality],
  });
  const meters = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter,
        exportIntervalMillis: everyMs,
        exportTimeoutMillis: Math.min(everyMs, 10_000),
      }),
    ],
    views: [
      {
        instrumentName: 'acr_doctor.*.duration',
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: BOUNDARIES } },
      },
    ],
  });
  return createTelling(tracers, meters);
}

const MAX_LETTERS = 300;

/** What the packages would print themselves, cut: their words hold a stack and the endpoint. */
function listenForFaults(onFault: (message: string) => void): void {
  const silent = () => undefined;
  const tell = (message: string) => onFault(message.slice(0, MAX_LETTERS));
  diag.setLogger(
    { error: tell, warn: tell, info: silent, debug: silent, verbose: silent },
    DiagLogLevel.WARN,
  );
}

function createTelling(tracers: TracerProvider, meters: MeterProvider): Telemetry {
  const { begin, past } = createSpans(tracers);
  const meter = meters.getMeter('acr-doctor');
  const timer = (name: string, description: string) =>
    meter.createHistogram(`acr_doctor.${name}.duration`, { unit: 's', description });
  const turns = timer('turn', 'Turns; their number is the count');
  const lates = timer('late', 'Answers that outlived their turn, or were taken over');
  const diagnoses = timer('diagnosis', 'Texts that were read: matched or declined');
  const checks = timer('check', 'Live checks by outcome');
  const calls = timer('azure.call', 'Calls to Azure, their retries included');
  const refusals = meter.createCounter('acr_doctor.refused', {
    description: 'Activities the door did not let in',
  });
  return {
    turn: (kind, run) =>
      begin('turn', { activity: kind }, run, (ms, outcome) =>
        turns.record(ms / 1000, { activity: kind, outcome }),
      ),
    late: (why, run) => begin('late', { why }, run, (ms) => lates.record(ms / 1000, { why })),
    refused: (kind) => refusals.add(1, { activity: kind }),
    diagnosed({ declined, answers }, ms) {
      const symptom = declined ? undefined : answers[0]?.symptom;
      const told = { outcome: declined ? 'declined' : 'matched', ...(symptom ? { symptom } : {}) };
      diagnoses.record(ms / 1000, told);
      past('diagnose', ms, told);
    },
    checked(report) {
      const told = { check: report.check, outcome: resultOf(report) };
      checks.record(report.ms / 1000, told);
      past('check', report.ms, told);
    },
    called({ service, method, outcome, ms, tries }) {
      const told = { service, method, outcome };
      calls.record(ms / 1000, told);
      past('azure', ms, { ...told, tries });
    },
    async close() {
      const sent = Promise.allSettled([tracers.forceFlush(), meters.forceFlush()]);
      const late = new Promise((resolve) => setTimeout(resolve, LAST_MS).unref());
      await Promise.race([sent, late]);
      await Promise.race([Promise.allSettled([tracers.shutdown(), meters.shutdown()]), late]);
    },
  };
}

/** Spans of which a turn is the root, also of what ends after it. */
function createSpans(tracers: TracerProvider) {
  const tracer = tracers.getTracer('acr-doctor');
  const current = new AsyncLocalStorage<Context>();
  const here = () => current.getStore() ?? ROOT_CONTEXT;
  return {
    begin: async <T>(
      name: string,
      attributes: Attributes,
      run: () => Promise<T>,
      ended: (ms: number, outcome: 'done' | 'failed') => void,
    ): Promise<T> => {
      const begun = performance.now();
      const span = tracer.startSpan(name, { attributes }, here());
      let outcome: 'done' | 'failed' = 'failed';
      try {
        const value = await current.run(trace.setSpan(here(), span), run);
        outcome = 'done';
        return value;
      } finally {
        // The words of an error may hold anything: that there was one is all that is told.
        if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
        ended(performance.now() - begun, outcome);
      }
    },
    /** A span of something that has just ended. */
    past: (name: string, ms: number, attributes: Attributes): void => {
      const end = Date.now();
      tracer.startSpan(name, { attributes, startTime: end - ms }, here()).end(end);
    },
  };
}
