import {
  add,
  and,
  counterOf,
  divide,
  gaugeOf,
  greater,
  increase,
  partOf,
  quantile,
  rate,
  sum,
  topk,
} from "../../catalogue/promql/build.ts";
import {
  activeRequests,
  cacheHits,
  cacheMisses,
  graphqlErrors,
  requestDuration,
  requests,
} from "../../catalogue/trade-apps.ts";
import { failedShare, highErrorRate } from "../../rules/alerts/trade/api.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half, third, tile } from "../layout.ts";

const where = {
  operation_type: { matches: "$operation_type" },
  operation_name: { matches: "$operation_name" },
} as const;
const perOperation = ["operation_name"] as const;
const legend = "{{operation_name}}";

/** A quantile of the answers' times by operation, as a panel. */
const latency = (id: number, percent: number, text: string, window: string) =>
  ({
    id,
    key: `latency-p${percent}`,
    title: `Latency p${percent}`,
    description: `Time that ${percent}% of the answers stay below, by operation. Good: flat. ${text}`,
    kind: "timeseries",
    unit: "s",
    queries: [{ expression: quantile(percent / 100, requestDuration, window, { by: perOperation, where }), legend }],
    ...third,
  }) as const;

function panels({ tuning }: PanelContext) {
  const { numbers, window } = tuning(highErrorRate);
  const perSecond = (of: "all" | "failed") =>
    rate(counterOf(requests, of === "all" ? where : { ...where, status: "error" }), window);
  const hits = sum(rate(counterOf(cacheHits), window));
  const misses = sum(rate(counterOf(cacheMisses), window));
  // An operation that nobody asked for has no time, rather than NaN.
  const slowest = topk(10, greater(quantile(0.95, requestDuration, window, { by: perOperation, where }), 0));
  return flow([
    {
      id: 3,
      key: "error-percentage",
      title: "Error Percentage",
      description: `Share of the GraphQL requests that fail. Good: near 0. Above ${formatValue(numbers.threshold, "ratio")} HighErrorRate fires; over hours, less than that burns the error budget.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: failedShare(window, where), legend: "failed" }],
      steps: [{ value: numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 1,
      key: "request-rate",
      title: "Request Rate",
      description: `Requests that are answered, by operation. Good: as usual for the hour. HighErrorRate does not judge fewer than ${numbers.minimumRate} in all.`,
      kind: "timeseries",
      unit: "reqps",
      queries: [{ expression: sum(perSecond("all"), perOperation), legend }],
      ...half,
    },
    {
      id: 8,
      key: "active-requests",
      title: "Active Requests",
      description:
        "Requests that each instance is answering now. Good: a handful; a number that grows and never falls says that answers hang.",
      kind: "stat",
      unit: "short",
      decimals: 0,
      queries: [{ expression: gaugeOf(activeRequests), legend: "{{instance}}" }],
      ...tile,
      height: third.height,
    },
    {
      id: 9,
      key: "cache-hit-rate",
      title: "Cache Hit Rate",
      description: `Share of the query results that came from the cache, over ${window}. Good: as usual; a fall shows in the latency. No data while nobody asks.`,
      kind: "gauge",
      unit: "percentunit",
      decimals: 1,
      max: 1,
      // Without queries there is no share, rather than 0/0.
      queries: [{ expression: divide(hits, greater(add(hits, misses), 0)), legend: "hits" }],
      ...tile,
      height: third.height,
    },
    {
      id: 2,
      key: "error-rate",
      title: "Error Rate",
      description:
        "Requests that are answered with an error, by operation: which one it is that HighErrorRate tells of. Good: 0, or a trickle.",
      kind: "timeseries",
      unit: "reqps",
      queries: [{ expression: sum(perSecond("failed"), perOperation), legend }],
      ...half,
    },
    {
      ...latency(4, 50, "It is what most people feel.", window),
      section: "Latency",
    },
    latency(5, 95, "It rises before the median does.", window),
    latency(6, 99, "Without many requests it is that of a few of them.", window),
    {
      id: 7,
      key: "latency-heatmap",
      title: "Latency Heatmap",
      description:
        "Answers by the time that they took. Good: one band, low; a second one above it is a part of the requests that waits for something.",
      kind: "heatmap",
      unit: "s",
      queries: [
        {
          expression: sum(increase(partOf(requestDuration, "bucket", where), "1m"), ["le"]),
          legend: "{{le}}",
        },
      ],
      step: "1m",
      ...half,
    },
    {
      id: 10,
      key: "top-operations",
      title: "Top Operations by Latency",
      description: `The ten operations that are slowest, by the time that 95% of their answers stay below over ${window}, and how often they are asked for. Good: no stranger on top.`,
      kind: "table",
      unit: "s",
      queries: [
        { expression: slowest, legend },
        { expression: and(sum(perSecond("all"), perOperation), slowest), legend },
      ],
      columns: [
        { title: "Operation", from: { label: "operation_name" } },
        { title: "95% below", from: { query: 0 }, unit: "s" },
        { title: "Requests", from: { query: 1 }, unit: "reqps", decimals: 2 },
      ],
      width: 6,
      height: 8,
    },
    {
      id: 11,
      key: "operation-types",
      title: "Requests by Operation Type",
      description: "Requests by kind of operation. Good: as usual; it changes with the programs that ask.",
      kind: "pie",
      unit: "reqps",
      queries: [{ expression: sum(perSecond("all"), ["operation_type"]), legend: "{{operation_type}}" }],
      width: 6,
      height: 8,
    },
    {
      id: 12,
      key: "errors-by-kind",
      title: "Errors by Kind",
      description:
        "Errors in answers per second, by kind; one answer may hold several. Good: none of validation and timeout, which are the clients' and the database's.",
      kind: "timeseries",
      unit: "cps",
      queries: [{ expression: sum(rate(counterOf(graphqlErrors), window), ["error_type"]), legend: "{{error_type}}" }],
      width: 12,
      height: 8,
    },
  ]);
}

/** The document's sixth dashboard: the GraphQL API. */
export const tradeApi: DashboardDefinition = {
  uid: "trade-api",
  title: "API Performance",
  description: "The GraphQL API of the trade pipeline: do requests succeed, how fast, and what is asked.",
  folder: "api",
  tags: ["trade", "graphql"],
  variables: [
    { name: "operation_type", label: "Operation type", of: counterOf(requests) },
    { name: "operation_name", label: "Operation", of: counterOf(requests) },
  ],
  panels,
};
