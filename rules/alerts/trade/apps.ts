import {
  add,
  and,
  counterOf,
  divide,
  equals,
  gaugeOf,
  greater,
  less,
  quantile,
  rate,
  sum,
} from "../../../catalogue/promql/build.ts";
import type { Duration } from "../../../catalogue/promql/expression.ts";
import { ingestTopic, kafkaJob } from "../../../catalogue/trade.ts";
import {
  bridgeErrors,
  bridgeJob,
  bridgeLatency,
  generatorJob,
  messagesBridged,
  tradesGenerated,
  webSocketConnections,
} from "../../../catalogue/trade-apps.ts";
import { alert, type TunableNumber } from "../../alert.ts";
import { constant, distribution, growing, justAbove, justBelow } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";

/** Dashboard `Pipeline Overview`: the document gives the generator and the bridge none. */
const dashboard = "trade-overview";
const generator = { job: generatorJob.name, instance: "trade-generator:8000", ...generatorJob.labels };
const bridge = { job: bridgeJob.name, instance: "kafka-consumer:8001", ...bridgeJob.labels };
/** The quantile that alerts and panels on the bridge's latency speak of. */
export const bridgeQuantile = 0.95;

const minimumRate: TunableNumber = {
  default: 0.1,
  unit: "messagesPerSecond",
  min: 0,
  max: 1e6,
  source: "below six messages a minute one of them would be a high share",
};

const trades = (perSecond: number) =>
  growing(tradesGenerated, { ...generator, symbol: "AAPL", trade_type: "BUY" }, perSecond);
const bridged = (topic: string, perSecond: number) => growing(messagesBridged, { ...bridge, topic }, perSecond);
const failed = (perSecond: number) => growing(bridgeErrors, { ...bridge, error_type: "produce_timeout" }, perSecond);

export const generated = (window: Duration) => sum(rate(counterOf(tradesGenerated), window));

const failures = (window: Duration) => sum(rate(counterOf(bridgeErrors), window), ["instance"]);
const handled = (window: Duration) =>
  add(sum(rate(counterOf(messagesBridged), window), ["instance"]), failures(window));
/** Share of the messages that a bridge fails; nothing while it has none. */
export const failedShare = (window: Duration) => divide(failures(window), greater(handled(window), 0));

export const tradeGenerationStopped = alert({
  name: "TradeGenerationStopped",
  component: "generator",
  jobs: [generatorJob],
  severity: "warning",
  for: "2m",
  window: "5m",
  numbers: {
    threshold: {
      default: 0.1,
      unit: "messagesPerSecond",
      min: 0,
      max: 1e6,
      source: "six trades a minute; the generator makes many a second",
    },
  },
  panel: `${dashboard}/trades-generated`,
  relations: { stops: { jobs: [generatorJob] } },
  summary: "The generator makes hardly any trades",
  description: ({ numbers }) =>
    `The generator runs, but makes ${valueTemplate("messagesPerSecond")} (expected at least ${formatValue(numbers.threshold, "messagesPerSecond")}).`,
  expression: ({ numbers, window }) => less(generated(window), numbers.threshold),
  proof: ({ numbers: { threshold } }) => ({
    fires: [trades(justBelow(threshold))],
    quiet: { "just above the threshold": [trades(justAbove(threshold))] },
    whenAbsent: "quiet",
  }),
});

export const tradeFeedUnread = alert({
  name: "TradeFeedUnread",
  component: "generator",
  jobs: [generatorJob],
  severity: "warning",
  for: "2m",
  panel: `${dashboard}/websocket-connections`,
  summary: "Nobody takes the generator's trades",
  description: ({ for: wait }) =>
    `{{ $labels.instance }} has had no WebSocket client for more than ${wait}; the trades that it makes are lost.`,
  expression: () => equals(gaugeOf(webSocketConnections), 0),
  proof: () => ({
    fires: [constant(webSocketConnections, generator, 0)],
    quiet: { "the bridge is connected": [constant(webSocketConnections, generator, 1)] },
    whenAbsent: "quiet",
  }),
});

export const tradesNotBridged = alert({
  name: "TradesNotBridged",
  component: "bridge",
  jobs: [bridgeJob, generatorJob],
  severity: "critical",
  for: "5m",
  window: "5m",
  numbers: {
    threshold: {
      default: 0.9,
      unit: "ratio",
      min: 0,
      max: 1,
      source: "a tenth covers what is under way and two scrapes at different times; what is missing beyond it is lost",
    },
    minimumRate,
  },
  panel: `${dashboard}/trades-bridged`,
  summary: "Trades are lost before Kafka",
  description: ({ numbers }) =>
    `Of the trades that are made ${valueTemplate("ratio")} reach Kafka (expected at least ${formatValue(numbers.threshold, "ratio")}). A WebSocket keeps nothing: the rest are gone.`,
  // Nothing to compare where either program is not scraped; TargetDown tells of that.
  expression: ({ numbers, window }) =>
    and(
      less(
        divide(sum(rate(counterOf(messagesBridged, { topic: ingestTopic }), window)), generated(window)),
        numbers.threshold,
      ),
      greater(generated(window), numbers.minimumRate),
    ),
  proof: ({ numbers: { threshold, minimumRate: minimum } }) => {
    const passing = (share: number, perSecond: number) => [
      trades(perSecond),
      bridged(ingestTopic, share * perSecond),
      bridged("raw-orders", 100),
    ];
    return {
      fires: passing(justBelow(threshold), justAbove(minimum)),
      quiet: {
        "just above the threshold": passing(justAbove(threshold), 100),
        "too few trades to tell": passing(0, justBelow(minimum)),
      },
      whenAbsent: "quiet",
    };
  },
});

export const bridgeErrorRateHigh = alert({
  name: "BridgeErrorRateHigh",
  component: "bridge",
  jobs: [bridgeJob],
  severity: "warning",
  for: "5m",
  window: "5m",
  numbers: {
    threshold: {
      default: 0.01,
      unit: "ratio",
      min: 0,
      max: 1,
      source: "as for the API in trade.md, 6.2; the document declares the counter and has no rule on it",
    },
    minimumRate,
  },
  panel: `${dashboard}/bridge-errors`,
  relations: { failsWith: [kafkaJob] },
  summary: "The bridge cannot hand messages to Kafka",
  description: ({ numbers }) =>
    `${valueTemplate("ratio")} of the messages fail at {{ $labels.instance }} (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  expression: ({ numbers, window }) => {
    const all = handled(window);
    return and(greater(divide(failures(window), all), numbers.threshold), greater(all, numbers.minimumRate));
  },
  proof: ({ numbers: { threshold, minimumRate: minimum } }) => {
    const failing = (share: number, perSecond: number) => [
      failed(share * perSecond),
      bridged(ingestTopic, (1 - share) * perSecond),
    ];
    return {
      fires: failing(justAbove(threshold), justAbove(minimum)),
      quiet: {
        "just below the threshold": failing(justBelow(threshold), 100),
        "too few messages to tell": failing(1, justBelow(minimum)),
      },
      whenAbsent: "quiet",
    };
  },
});

export const bridgeLatencyHigh = alert({
  name: "BridgeLatencyHigh",
  component: "bridge",
  jobs: [bridgeJob],
  severity: "warning",
  for: "5m",
  window: "5m",
  numbers: {
    threshold: {
      default: 0.5,
      unit: "seconds",
      min: 0.001,
      // A quantile never exceeds the histogram's last bound.
      max: Math.max(...bridgeLatency.buckets) * 0.95,
      source: "the last but one of the document's buckets; it has no rule on the histogram",
    },
  },
  panel: `${dashboard}/bridge-latency`,
  relations: { failsWith: [kafkaJob] },
  summary: "The bridge is slow",
  description: ({ numbers }) =>
    `P${bridgeQuantile * 100} of the time from WebSocket to Kafka's acknowledgement is ${valueTemplate("seconds")} for {{ $labels.topic }} (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers, window }) =>
    greater(quantile(bridgeQuantile, bridgeLatency, window, { by: ["topic"] }), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const taking = (seconds: number) =>
      distribution(bridgeLatency, { ...bridge, topic: ingestTopic }, bridgeQuantile, seconds, 100);
    return {
      fires: taking(justAbove(threshold)),
      quiet: { "just below the threshold": taking(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});
