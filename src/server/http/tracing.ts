import {
  context,
  defaultTextMapGetter,
  propagation,
  SpanKind,
  SpanStatusCode,
  type Span,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { FastifyRequest } from 'fastify';

export interface Tracing {
  begin(request: FastifyRequest): void;
  end(request: FastifyRequest, call: { readonly route: string; readonly status: number }): void;
  close(): Promise<void>;
}

export const noTracing: Tracing = { begin: () => {}, end: () => {}, close: () => Promise.resolve() };

/**
 * A span for each call, sent to an OpenTelemetry collector; continues the trace that `traceparent` names.
 * @param endpoint where the collector takes OTLP over HTTP, without /v1/traces
 */
export function createTracing(endpoint: string, serviceName: string): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  // Registers the W3C propagator too.
  provider.register();
  const tracer = provider.getTracer('countersign-server');
  const spans = new WeakMap<FastifyRequest, Span>();
  return {
    begin(request) {
      const parent = propagation.extract(context.active(), request.headers, defaultTextMapGetter);
      const options = { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method } };
      spans.set(request, tracer.startSpan(request.method, options, parent));
    },
    end(request, { route, status }) {
      const span = spans.get(request);
      if (span === undefined) return;
      span.updateName(`${request.method} ${route}`);
      span.setAttributes({
        'http.route': route,
        'http.response.status_code': status,
        'countersign.request_id': request.id,
      });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
    close: () => provider.shutdown(),
  };
}
