import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Value = { stringValue?: string; intValue?: number; doubleValue?: number };
interface Attribute {
  key: string;
  value: Value;
}
interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: { code?: number; message?: string };
}
interface Point {
  attributes: Attribute[];
  count?: number;
  sum?: number;
  asDouble?: number;
  asInt?: number;
}
interface Metric {
  name: string;
  unit: string;
  histogram?: { dataPoints: Point[] };
  sum?: { dataPoints: Point[] };
}
interface Body {
  resourceSpans?: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Span[] }[] }[];
  resourceMetrics?: { scopeMetrics: { metrics: Metric[] }[] }[];
}

/** A receiver of OTLP over HTTP on loopback, which keeps what it is sent. */
export async function startReceiver() {
  const bodies: string[] = [];
  const paths = new Set<string>();
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      paths.add(`${request.method ?? ''} ${request.url ?? ''}`);
      bodies.push(text);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const parsed = () => bodies.map((text) => JSON.parse(text) as Body);
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    text: () => bodies.join('\n'),
    resource: () => attributesOf(parsed().flatMap(({ resourceSpans = [] }) => resourceSpans)[0]?.resource),
    spans: () =>
      parsed()
        .flatMap(({ resourceSpans = [] }) => resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
        .map((span) => ({ ...span, told: attributesOf(span) })),
    /** Points of a metric in the last export that has it. */
    points: (name: string) => {
      const metric = parsed()
        .flatMap(({ resourceMetrics = [] }) => resourceMetrics)
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
        .filter((one) => one.name === name)
        .at(-1);
      const points = metric?.histogram?.dataPoints ?? metric?.sum?.dataPoints ?? [];
      return points.map((point) => ({ ...point, told: attributesOf(point) }));
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function attributesOf(from: { attributes: Attribute[] } | undefined): Record<string, unknown> {
  const entries = (from?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0] as unknown]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
