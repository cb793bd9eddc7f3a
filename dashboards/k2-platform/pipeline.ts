import { containerOomEvents, containerStartTime } from "../../catalogue/cadvisor.ts";
import { failedInserts, rejectedInserts, unparsedMessages } from "../../catalogue/clickhouse.ts";
import {
  clickHouseJob,
  ingestDelay,
  insertErrors,
  k2Platform,
  offloadFailures,
  offloadLag,
  redpandaJob,
  viewDelay,
} from "../../catalogue/k2-platform.ts";
import { changes, counterOf, gaugeOf, increase, max, mean, sum } from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import { serviceOomKill, serviceRestartLoop } from "../../rules/alerts/k2-platform/containers.ts";
import { ingestDelayHigh, lateRatio, objective, viewProcessingDelay } from "../../rules/alerts/k2-platform/delay.ts";
import { feedHandlerDown, silence } from "../../rules/alerts/k2-platform/feed.ts";
import { bronzeInsertFailure, messagesSkipped } from "../../rules/alerts/k2-platform/inserts.ts";
import { consumerLagHigh } from "../../rules/alerts/k2-platform/lag.ts";
import { icebergOffloadFailure, icebergOffloadLag, sinceOffload } from "../../rules/alerts/k2-platform/offload.ts";
import { containers } from "../../rules/alerts/k2-platform/series.ts";
import { consumerGroupLag } from "../../rules/recording/k2-platform.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";

const perContainer = ["name"] as const;

function panels({ tuning }: PanelContext) {
  const feed = tuning(feedHandlerDown).numbers;
  const waiting = tuning(consumerLagHigh).numbers.threshold;
  const inserting = tuning(bronzeInsertFailure).window;
  const parsing = tuning(messagesSkipped).window;
  const delay = tuning(ingestDelayHigh);
  const behind = tuning(viewProcessingDelay).numbers.threshold;
  const offload = tuning(icebergOffloadLag).numbers;
  const failures = tuning(icebergOffloadFailure).numbers.threshold;
  const killing = tuning(serviceOomKill).window;
  const restarts = tuning(serviceRestartLoop);
  const [fast] = objective;
  const promised = fast === undefined ? undefined : tuning(fast);
  const lateShare = 1 - (promised?.numbers["objective"] ?? 1);
  const server = (job: string) => max(gaugeOf(up, { job }), ["job"]);
  return flow([
    {
      id: 1,
      key: "servers",
      title: "Redpanda and ClickHouse",
      description:
        "Whether any target of each answers Prometheus. Good: both Up. At Down RedpandaDown or ClickHouseDown fires.",
      kind: "stat",
      unit: "none",
      queries: [
        { expression: server(redpandaJob.name), legend: "Redpanda" },
        { expression: server(clickHouseJob.name), legend: "ClickHouse" },
      ],
      mapping: { "0": { text: "Down", color: "red" }, "1": { text: "Up", color: "green" } },
      width: 24,
      height: 4,
    },
    {
      id: 2,
      key: "last-message",
      title: "Last message time per exchange",
      description: `Time since each exchange last sent anything, whichever handler heard it. Good: a few seconds. From ${formatValue(feed.threshold, "seconds")} on FeedHandlerDown fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: silence(), legend: "{{exchange}}" }],
      steps: [{ value: feed.threshold, color: "red" }],
      ...half,
    },
    {
      id: 3,
      key: "consumer-lag",
      title: "Consumer lag per topic",
      description: `Messages that a consumer group has still to read. Good: near zero, or falling. Above ${formatValue(waiting, "messages")} RedpandaConsumerLagHigh fires; when nothing is shown, ConsumerLagUnknown.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: gaugeOf(consumerGroupLag, { pipeline: k2Platform.name }),
          legend: "{{group}}: {{topic}}",
        },
      ],
      steps: [{ value: waiting, color: "red" }],
      ...half,
    },
    {
      id: 4,
      key: "insert-errors",
      title: "ClickHouse insert errors",
      description: `Batches, statements and blocks that could not be inserted within ${inserting}, and messages that could not be parsed within ${parsing}. Good: all 0. With failures that go on ClickHouseBronzeInsertFailure fires, with messages ClickHouseMessagesSkipped.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        { expression: sum(increase(counterOf(insertErrors), inserting), ["table"]), legend: "batches: {{table}}" },
        { expression: sum(increase(counterOf(failedInserts), inserting)), legend: "INSERT statements" },
        { expression: sum(increase(counterOf(rejectedInserts), inserting)), legend: "too many parts" },
        { expression: sum(increase(counterOf(unparsedMessages), parsing)), legend: "messages not parsed" },
      ],
      ...half,
    },
    {
      id: 5,
      key: "ingest-delay",
      title: "Delay from exchange to Bronze",
      description: `Mean time from an exchange's timestamp to the row in Bronze, over ${delay.window}. Good: around a second. Above ${formatValue(delay.numbers.threshold, "seconds")} IngestDelayHigh fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: mean(ingestDelay, delay.window, { by: ["exchange"] }), legend: "{{exchange}}" }],
      steps: [{ value: delay.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 6,
      key: "view-delay",
      title: "MV processing delay",
      description: `How far the newest row of each materialized view is behind the table it reads. Good: near zero. Above ${formatValue(behind, "seconds")} MVProcessingDelay fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: max(gaugeOf(viewDelay), ["view"]), legend: "{{view}}" }],
      steps: [{ value: behind, color: "red" }],
      ...half,
    },
    {
      id: 7,
      key: "late-rows",
      title: "Share of late rows",
      description: `Rows that were late when they reached Bronze, of all, over ${promised?.window}. Good: below ${formatValue(lateShare, "ratio")}, which the objective leaves. Many times that, ErrorBudgetBurnFast or ErrorBudgetBurnSlow fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: lateRatio(promised?.window ?? "1h"), legend: "late" }],
      steps: [{ value: lateShare, color: "red" }],
      ...half,
    },
    {
      id: 8,
      key: "offload-lag",
      title: "Offload lag (minutes behind)",
      description: `Age of the oldest row that is not in Iceberg, as the offload says it, and time since a run last succeeded. Good: below the time between two runs. Above ${formatValue(offload.threshold, "seconds")} IcebergOffloadLag fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        { expression: max(gaugeOf(offloadLag), ["table"]), legend: "{{table}}: oldest row" },
        { expression: sinceOffload(), legend: "{{table}}: last success" },
      ],
      steps: [{ value: offload.threshold, color: "red" }],
      ...half,
    },
    {
      id: 9,
      key: "offload-failures",
      title: "Failed offload runs in a row",
      description: `Runs that have failed since the last that succeeded. Good: 0. Above ${formatValue(failures, "events")} IcebergOffloadFailure fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: max(gaugeOf(offloadFailures), ["table"]), legend: "{{table}}" }],
      steps: [{ value: failures, color: "red" }],
      ...half,
    },
    {
      id: 10,
      key: "oom-kills",
      title: "Processes killed for want of memory",
      description: `Processes of each container that the kernel killed within ${killing}. Good: 0. Above it ServiceOOMKill fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(increase(counterOf(containerOomEvents, containers), killing), perContainer),
          legend: "{{name}}",
        },
      ],
      ...half,
    },
    {
      id: 11,
      key: "restarts",
      title: "Container restarts",
      description: `Starts of each container within ${restarts.window}. Good: 0, or 1 after a deployment. Above ${formatValue(restarts.numbers.threshold, "events")} ServiceRestartLoop fires; when nothing is shown, ContainersNotWatched.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(changes(gaugeOf(containerStartTime, containers), restarts.window), perContainer),
          legend: "{{name}}",
        },
      ],
      steps: [{ value: restarts.numbers.threshold, color: "red" }],
      ...half,
    },
  ]);
}

/** From the exchanges to Iceberg, in the order in which trades flow. */
export const k2Pipeline: DashboardDefinition = {
  uid: "k2-pipeline",
  title: "K2 Pipeline",
  description:
    "K2's market data platform: feed handlers, Redpanda, ClickHouse, the offload to Iceberg, their containers.",
  folder: "pipelines",
  tags: ["k2-platform"],
  variables: [],
  panels,
};
