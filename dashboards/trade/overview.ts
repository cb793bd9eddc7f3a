import { topicMessagesIn } from "../../catalogue/kafka.ts";
import { counterOf, divide, gaugeOf, greater, quantile, rate, sum } from "../../catalogue/promql/build.ts";
import { ingestTopic, ofTrade } from "../../catalogue/trade.ts";
import { bridgeLatency, messagesBridged, tradesGenerated, webSocketConnections } from "../../catalogue/trade-apps.ts";
import { endToEndSuccess } from "../../catalogue/trade-lineage.ts";
import {
  bridgeErrorRateHigh,
  bridgeLatencyHigh,
  bridgeQuantile,
  failedShare,
  generated,
  tradeGenerationStopped,
  tradesNotBridged,
} from "../../rules/alerts/trade/apps.ts";
import { pipelineCompleteFailure } from "../../rules/alerts/trade/topics.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";
import { healthPanels } from "./overview-health.ts";

function panels(context: PanelContext) {
  const { tuning } = context;
  const arriving = tuning(pipelineCompleteFailure);
  const making = tuning(tradeGenerationStopped);
  const passing = tuning(tradesNotBridged);
  const failing = tuning(bridgeErrorRateHigh);
  const latency = tuning(bridgeLatencyHigh);
  const bridged = sum(rate(counterOf(messagesBridged, { topic: ingestTopic }), passing.window));
  return flow([
    ...healthPanels(context),
    {
      id: 6,
      key: "throughput",
      title: "Throughput (end-to-end)",
      description: `Messages that Kafka receives, by topic. Good: steady. With none on ${ingestTopic} for ${arriving.window} and more PipelineCompleteFailure fires.`,
      kind: "timeseries",
      unit: "cps",
      queries: [
        {
          expression: sum(rate(counterOf(topicMessagesIn, ofTrade), arriving.window), ["topic"]),
          legend: "{{topic}}",
        },
      ],
      ...half,
    },
    {
      id: 20,
      key: "trades-generated",
      section: "Generator and Bridge",
      title: "Trades Generated",
      description: `Trades that the generator makes, by type. Good: steady. With all of them below ${formatValue(making.numbers.threshold, "messagesPerSecond")} TradeGenerationStopped fires.`,
      kind: "timeseries",
      unit: "cps",
      queries: [
        {
          expression: sum(rate(counterOf(tradesGenerated), making.window), ["trade_type"]),
          legend: "{{trade_type}}",
        },
      ],
      steps: [{ value: making.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 21,
      key: "websocket-connections",
      title: "WebSocket Connections",
      description: "Clients that take the generator's trades. Good: one for each bridge. At 0 TradeFeedUnread fires.",
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: gaugeOf(webSocketConnections), legend: "{{instance}}" }],
      ...half,
    },
    {
      id: 22,
      key: "trades-bridged",
      title: "Share of Trades That Reach Kafka",
      description: `Messages that the bridge brings to ${ingestTopic}, of the trades that are made. Good: 100%. Below ${formatValue(passing.numbers.threshold, "ratio")} TradesNotBridged fires: the rest are lost.`,
      kind: "timeseries",
      unit: "percentunit",
      // Without trades there is no share, rather than 0/0.
      queries: [{ expression: divide(bridged, greater(generated(passing.window), 0)), legend: "bridged" }],
      steps: [{ value: passing.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 23,
      key: "bridge-errors",
      title: "Share of Messages That the Bridge Fails",
      description: `Messages that the bridge cannot hand to Kafka, of all, by instance. Good: 0. Above ${formatValue(failing.numbers.threshold, "ratio")} BridgeErrorRateHigh fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: failedShare(failing.window), legend: "{{instance}}" }],
      steps: [{ value: failing.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 24,
      key: "bridge-latency",
      title: "Bridge Latency",
      description: `Time from the WebSocket to Kafka's acknowledgement that ${formatValue(bridgeQuantile, "ratio")} of the messages stay below. Good: flat. Above ${formatValue(latency.numbers.threshold, "seconds")} BridgeLatencyHigh fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expression: quantile(bridgeQuantile, bridgeLatency, latency.window, { by: ["topic"] }),
          legend: "{{topic}}",
        },
      ],
      steps: [{ value: latency.numbers.threshold, color: "red" }],
      ...half,
    },
  ]);
}

/** The document's first dashboard: does data flow, from the first trade on. */
export const tradeOverview: DashboardDefinition = {
  uid: "trade-overview",
  title: "Pipeline Overview",
  description:
    "The trade pipeline from end to end: does it get through, what fires, are trades made, do they reach Kafka.",
  folder: "pipelines",
  tags: ["trade"],
  // The document's $pipeline: a variable is called like the label that it picks from.
  variables: [{ name: "pipeline_name", label: "Pipeline", of: gaugeOf(endToEndSuccess) }],
  refresh: "15s",
  panels,
};
