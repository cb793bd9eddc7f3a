import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { consumerJob } from "../../catalogue/churn.ts";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { pipelines } from "../../pipelines.ts";
import { type Severity, severities } from "../../rules/alert.ts";
import { renderAlertmanager } from "../../rules/delivery/alertmanager.ts";
import { inhibitions, inhibitionsOf } from "../../rules/delivery/inhibitions.ts";
import type { Relations } from "../../rules/relations.ts";
import { activeAlerts, alertExpression } from "../../rules/rule-files.ts";
import { seriesOf } from "../../rules/soundness.ts";
import type { Settings } from "../../settings/settings.ts";
import { inhibitedPairs } from "../support/inhibition-cases.ts";
import { devSettings } from "../support/unit-config.ts";
import { pipelineOf, resultLabelsOf } from "../support/unit-promql.ts";

const names = (settings: Settings, pipeline: string): readonly string[] =>
  activeAlerts(pipelineOf(pipeline), settings).map(({ name }) => name);

/** Pairs `pipeline/source>target`, whatever selects among their instances. */
const pairs = (settings: Settings): ReadonlySet<string> =>
  new Set(
    inhibitions(settings).flatMap(({ pipeline, sources, targets }) =>
      sources.flatMap((source) => targets.map((target) => `${pipeline}/${source}>${target}`)),
    ),
  );

const dev = devSettings();
const devPairs = inhibitedPairs(dev);

describe.each(["dev", "prod"])("the inhibitions of stack %s", (stack) => {
  const settings = trackedSettings(stack);
  const all = inhibitions(settings);
  const found = inhibitedPairs(settings);

  test("name alerts that exist", () => {
    expect(all.length).toBeGreaterThan(20);
    for (const { pipeline, sources, targets } of all) {
      expect(names(settings, pipeline)).toEqual(expect.arrayContaining([...sources, ...targets]));
    }
  });

  test("stay within a pipeline, on both sides of each rule that Alertmanager gets", () => {
    const { inhibit_rules: rules } = load(renderAlertmanager(settings)) as {
      inhibit_rules: Record<"source_matchers" | "target_matchers", string[]>[];
    };
    expect(rules).toHaveLength(all.length);
    for (const [index, { source_matchers: source, target_matchers: target }] of rules.entries()) {
      const own = `pipeline="${all[index]?.pipeline}"`;
      expect([source[0], target[0]]).toEqual([own, own]);
      for (const matchers of [source, target]) expect(matchers[1]).toMatch(/^alertname(=~"\w+(\|\w+)+"|="\w+")$/);
    }
  });

  test("hide no alert by itself, nor two by each other", () => {
    const hides = new Map<string, string[]>();
    for (const { source, target, inhibition } of found) {
      const from = `${inhibition.pipeline}/${source["alertname"]}`;
      hides.set(from, [...(hides.get(from) ?? []), `${inhibition.pipeline}/${target["alertname"]}`]);
    }
    for (const start of hides.keys()) {
      const reached = new Set(hides.get(start));
      for (const alert of reached) for (const next of hides.get(alert) ?? []) reached.add(next);
      expect([...reached]).not.toContain(start);
    }
  });

  test("compare and select by labels that the results of both sides have", () => {
    for (const { pipeline: name, sources, sourcesOf, targets, targetsOf, equal } of all) {
      const pipeline = pipelineOf(name);
      const labelsOf = (alert: string) => {
        const declared = activeAlerts(pipeline, settings).find((candidate) => candidate.name === alert);
        if (declared === undefined) throw new Error(`no alert ${alert}`);
        return resultLabelsOf(alertExpression(declared, pipeline, settings).text, seriesOf(pipeline));
      };
      for (const [side, only] of [
        [sources, sourcesOf],
        [targets, targetsOf],
      ] as const) {
        for (const alert of side) {
          const asked = [...equal, ...(only === undefined ? [] : [only.label])];
          expect([...labelsOf(alert)], `${name}/${alert}`).toEqual(expect.arrayContaining(asked));
        }
      }
    }
  });

  test("hide no alert by one that is less severe", () => {
    const rank = (labels: Readonly<Record<string, string>>) => severities.indexOf(labels["severity"] as Severity);
    for (const { title, source, target } of found) {
      expect(rank(source), title).toBeLessThanOrEqual(rank(target));
    }
  });

  test("touch neither the Watchdog nor what is about the monitoring itself", () => {
    expect(all.map(({ pipeline }) => pipeline)).not.toContain("monitoring");
    const untouched = ["RuleEvaluationFailing", "SeriesNearLimit", "PushedDataStale", "KafkaOfflinePartitions"];
    const hidden = new Set(all.flatMap(({ targets }) => targets));
    expect(untouched.filter((name) => hidden.has(name))).toEqual([]);
  });
});

describe("what the documents ask for", () => {
  const found = pairs(dev);

  test.each([
    ["trade/PipelineCompleteFailure>KafkaTopicNoTraffic", ["cluster", "topic"]],
    ["trade/FreshnessCriticalFailure>BronzeFreshnessViolation", ["table", "layer"]],
    ["trade/HighDownstreamImpact>PipelineStageFailure", ["pipeline_name", "stage"]],
    ["k2-streaming/BronzeKafkaLagCritical>BronzeKafkaLagWarning", ["exchange"]],
    ["k2-streaming/SilverDLQRateCritical>SilverDLQRateElevated", ["exchange"]],
    ["k2-streaming/ErrorBudgetBurnFast>ErrorBudgetBurnSlow", ["exchange"]],
    ["k2-platform/IcebergOffloadFailure>IcebergOffloadLag", ["table"]],
  ])("a critical alert hides its warning about the same thing: %s", (pair, equal) => {
    const matching = devPairs.filter(
      ({ inhibition: { pipeline }, source, target }) =>
        `${pipeline}/${source["alertname"]}>${target["alertname"]}` === pair,
    );
    expect(matching.map(({ inhibition }) => inhibition.equal)).toEqual([equal]);
  });

  test.each([
    "ConsumerLagHigh",
    "FlinkJobCrashNoRestart",
    "FlinkJobRestarting",
    "BronzeFreshnessViolation",
    "SilverFreshnessViolation",
    "GoldFreshnessViolation",
  ])("a dead broker hides %s, as ConsumerLag.*, FlinkJob.* and FreshnessViolation.* should have", (target) => {
    expect(found).toContain(`trade/KafkaBrokerDown>${target}`);
  });

  test("a dead broker hides no page that may have another cause, since the other brokers may do the work", () => {
    for (const target of ["PipelineCompleteFailure", "FreshnessCriticalFailure", "KafkaOfflinePartitions"]) {
      expect(found).not.toContain(`trade/KafkaBrokerDown>${target}`);
    }
    expect(found).toContain("trade/PipelineCompleteFailure>FreshnessCriticalFailure");
  });
});

describe("what follows from a loss", () => {
  const hiddenBy = (pipeline: string, source: string, value: string) =>
    devPairs
      .filter(
        ({ inhibition, source: labels }) =>
          inhibition.pipeline === pipeline &&
          labels["alertname"] === source &&
          inhibition.sourcesOf !== undefined &&
          labels[inhibition.sourcesOf.label] === value,
      )
      .map(({ target: { alertname, layer } }) => (layer === undefined ? alertname : `${alertname} of ${layer}`))
      .sort();

  test("is hidden however far downstream, and nothing upstream of it", () => {
    expect(hiddenBy("trade", "TargetDown", "trade-generator")).toContain("GoldFreshnessViolation");
    expect(hiddenBy("trade", "TargetDown", "flink")).toContain("GoldFreshnessViolation");
    expect(hiddenBy("trade", "TargetDown", "flink")).not.toContain("FlinkWatermarkLagHigh");
    for (const job of ["data-observability", "graphql-api"]) expect(hiddenBy("trade", "TargetDown", job)).toEqual([]);
  });

  test("is hidden, and never what may have led to it", () => {
    const found = pairs(dev);
    for (const pair of [
      // No message of an exchange: because its handler is gone.
      "k2-platform/FeedHandlerDown>TargetDown",
      // Too many failed checkpoints end a job.
      "trade/FlinkJobCrashNoRestart>FlinkCheckpointsFailing",
      "trade/KafkaBrokerDown>StorageNearCapacity",
      "k2-platform/ClickHouseDown>ServiceOOMKill",
      "health/JobNotRunning>JobRestarting",
      "k2-streaming/StreamingJobDown>StreamingJobMemoryHigh",
      "churn/ConsumerDown>ConsumerDisconnected",
    ]) {
      expect(found).not.toContain(pair);
    }
  });

  test("is told apart by layer where one alert watches them all", () => {
    expect(hiddenBy("k2-streaming", "StreamingJobDown", "k2-silver")).toEqual([
      "EndToEndLatencyHigh of gold",
      "EndToEndLatencyHigh of silver",
      "ErrorBudgetBurnSlow",
    ]);
    expect(hiddenBy("k2-streaming", "StreamingJobDown", "k2-gold")).toEqual([
      "EndToEndLatencyHigh of gold",
      "ErrorBudgetBurnSlow",
    ]);
  });

  test("flows one way in every pipeline, between its own jobs", () => {
    for (const { catalogue } of pipelines) {
      const order = catalogue.lineage.map(({ from }) => from);
      for (const { from, to } of catalogue.lineage) {
        expect(catalogue.jobs).toEqual(expect.arrayContaining([from, ...to]));
        // What is fed stands after what feeds it, so that nothing feeds itself.
        for (const fed of to) if (order.includes(fed)) expect(order.indexOf(fed)).toBeGreaterThan(order.indexOf(from));
      }
      expect(new Set(order).size).toBe(order.length);
    }
  });
});

describe("a wrong declaration is refused:", () => {
  const churn = pipelineOf("churn");
  const first = (relations: Relations) => {
    const [alert, ...others] = churn.alerts.alerts;
    if (alert === undefined) throw new Error("churn has no alerts");
    const alerts = { ...churn.alerts, alerts: [{ ...alert, relations }, ...others] };
    return () => inhibitionsOf({ ...churn, alerts }, dev);
  };

  test("an alert that is not there", () => {
    expect(first({ hides: [{ alerts: ["LowThroughput"] }] })).not.toThrow();
    expect(first({ hides: [{ alerts: ["LowThroughout"] }] })).toThrow("churn/ConsumerDown hides LowThroughout");
  });

  test("a label that the job's targets do not have", () => {
    expect(first({ stops: { jobs: [consumerJob], by: "layer" } })).toThrow("kafka_consumer have no label layer");
  });
});

describe("stack config changes them:", () => {
  const pair = "trade/KafkaBrokerDown>ConsumerLagHigh";

  test("an alert that is off neither hides nor is hidden", () => {
    expect(pairs(dev)).toContain(pair);
    for (const alert of ["KafkaBrokerDown", "ConsumerLagHigh"]) {
      const without = pairs(devSettings({ [`alerts.trade.${alert}.enabled`]: false }));
      expect([...without].filter((each) => each.includes(alert) && each.startsWith("trade/"))).toEqual([]);
    }
  });

  test("an alert that is made less severe hides no longer what is above it", () => {
    expect(pairs(devSettings({ "alerts.trade.KafkaBrokerDown.severity": "info" }))).not.toContain(pair);
  });

  test("an alert that is made to page is hidden only where nothing else can be its cause", () => {
    expect(pairs(devSettings({ "alerts.trade.ConsumerLagHigh.severity": "critical" }))).not.toContain(pair);
    expect(pairs(devSettings({ "alerts.k2-platform.MVProcessingDelay.severity": "critical" }))).toContain(
      "k2-platform/ClickHouseDown>MVProcessingDelay",
    );
  });

  test("a pipeline that is not watched has none", () => {
    const without = inhibitions(devSettings({ "pipelines.trade.enabled": false }));
    expect(without.map(({ pipeline }) => pipeline)).not.toContain("trade");
  });

  test("a job without targets is no source", () => {
    const sources = (settings: Settings) => inhibitions(settings).flatMap(({ sourcesOf }) => sourcesOf?.values ?? []);
    expect(sources(dev)).toContain("k2-minio");
    expect(sources(devSettings({ "pipelines.k2-platform.targets.k2-minio": undefined }))).not.toContain("k2-minio");
  });
});
