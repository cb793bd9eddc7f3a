import type { ScrapeJob } from "./job.ts";
import { closed, counter, gauge, histogram, open } from "./metric.ts";

// The team's own three programs. Gauges such as `trade_generator_trades_per_second` are theirs too, and not declared:
// a rate of the counter beside it says the same, over any window.

/** Instruments that the generator makes trades of. */
const symbol = open(20, "AAPL", "MSFT");
/** Topics that the bridge writes. */
const topic = open(10, "raw-trades", "raw-orders");

export const tradesGenerated = counter({
  name: "trade_generator_trades_total",
  help: "Trades that the generator has made.",
  unit: "messages",
  labels: { symbol, trade_type: closed("BUY", "SELL") },
});

export const webSocketConnections = gauge({
  name: "trade_generator_websocket_connections_active",
  help: "WebSocket clients that take the generator's trades; a trade without a client is lost.",
  unit: "count",
});

export const generationLatency = histogram({
  name: "trade_generator_latency_seconds",
  help: "Time to make and publish one trade.",
  unit: "seconds",
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1],
});

export const messagesBridged = counter({
  name: "kafka_bridge_messages_total",
  help: "Messages that the bridge took from the WebSocket and Kafka acknowledged.",
  unit: "messages",
  labels: { topic },
});

export const bridgeErrors = counter({
  name: "kafka_bridge_errors_total",
  help: "Messages that the bridge could not hand to Kafka, by kind of error.",
  labels: { error_type: open(10, "serialization_error", "produce_timeout", "connection_lost") },
});

export const bridgeLatency = histogram({
  name: "kafka_bridge_latency_seconds",
  help: "Time from the WebSocket's message to Kafka's acknowledgement.",
  unit: "seconds",
  labels: { topic },
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
});

// Names come from clients, so the API must count those that it does not know as "other".
const operation = {
  operation_type: closed("query", "mutation", "subscription"),
  operation_name: open(15, "latestTrades", "portfolio", "other"),
};

export const requests = counter({
  name: "graphql_requests_total",
  help: "GraphQL requests that were answered, by outcome.",
  labels: { ...operation, status: closed("success", "error") },
});

export const requestDuration = histogram({
  name: "graphql_request_duration_seconds",
  help: "Time to answer a GraphQL request.",
  unit: "seconds",
  labels: operation,
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

export const graphqlErrors = counter({
  name: "graphql_errors_total",
  help: "Errors in GraphQL answers, by kind; a single answer may hold several.",
  labels: { error_type: open(10, "validation", "resolver", "timeout") },
});

export const activeRequests = gauge({
  name: "graphql_active_requests",
  help: "GraphQL requests that are being answered.",
  unit: "count",
});

export const cacheHits = counter({
  name: "graphql_cache_hits_total",
  help: "Query results that came from the cache.",
});

export const cacheMisses = counter({
  name: "graphql_cache_misses_total",
  help: "Query results that had to be computed.",
});

const application = ({
  name,
  service,
  metrics,
}: Pick<ScrapeJob, "name" | "metrics"> & { readonly service: string }): ScrapeJob => ({
  name,
  metricsPath: "/metrics",
  labels: { pipeline: "trade", service },
  targets: { from: "config" },
  producer: "application",
  metrics,
  // What the Python client adds of its own.
  otherSeries: 100,
});

export const generatorJob = application({
  name: "trade-generator",
  service: "trade-generator",
  metrics: [tradesGenerated, webSocketConnections, generationLatency],
});

/** Called a consumer for what it does to the WebSocket; towards Kafka it is a producer. */
export const bridgeJob = application({
  name: "kafka-consumer",
  service: "kafka-consumer",
  metrics: [messagesBridged, bridgeErrors, bridgeLatency],
});

export const apiJob = application({
  name: "graphql-api",
  service: "api",
  metrics: [requests, requestDuration, graphqlErrors, activeRequests, cacheHits, cacheMisses],
});
