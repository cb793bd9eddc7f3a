import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { consumerJob } from "../../catalogue/churn.ts";
import type { ScrapeJob } from "../../catalogue/job.ts";
import { closed, gauge } from "../../catalogue/metric.ts";
import { monitoringJobs } from "../../catalogue/monitoring.ts";
import { gaugeOf, sum } from "../../catalogue/promql/build.ts";
import { Expression } from "../../catalogue/promql/expression.ts";
import { sparkDriver } from "../../catalogue/spark.ts";
import { root } from "../../commands/workspace.ts";
import { type Pipeline, pipelines } from "../../pipelines.ts";
import type { Recording } from "../../rules/recording.ts";
import { devSettings } from "../support/unit-config.ts";
import { contractFaults, jobFaults } from "../support/unit-contract.ts";
import { excuses, type RecordedPages, readPages, recordedLabels } from "../support/unit-offers.ts";
import { pipelineOf } from "../support/unit-promql.ts";

const settings = devSettings();
const pages = readPages();

describe("everything that rules and panels name", () => {
  test.each(pipelines.map((pipeline) => [pipeline.catalogue.name, pipeline] as const))(
    "of %s is on a page, recorded by a rule, or an application's own",
    (_, pipeline) => {
      expect(contractFaults(settings, pages, [pipeline])).toEqual([]);
    },
  );

  test("and every job of a system has a page that shows what the job declares", () => {
    expect(jobFaults(pages)).toEqual([]);
  });

  const recordings = pipelines.flatMap((pipeline) => pipeline.recordings.map((recording) => ({ pipeline, recording })));

  test("and what a rule records has the labels that it is declared with", () => {
    for (const { pipeline, recording } of recordings) {
      const has = recordedLabels(recording, pipeline);
      const lacking = Object.keys(recording.metric.labels).filter((label) => !has.has(label));
      expect(lacking, `${pipeline.catalogue.name}.rules.yml ${recording.metric.name}`).toEqual([]);
    }
  });
});

test("what is excused from a page is a system that has none, and says why", () => {
  const excused = Object.entries(excuses).flatMap(([pipeline, jobs]) =>
    Object.entries(jobs).map(([job, why]) => ({ pipeline, job, why })),
  );
  const unrecorded = pipelines.flatMap(({ catalogue }) =>
    catalogue.jobs
      .filter(({ producer, metrics }) => producer === "unrecorded" && metrics.length > 0)
      .map(({ name }) => `${catalogue.name}/${name}`),
  );
  expect(excused.map(({ pipeline, job }) => `${pipeline}/${job}`).toSorted()).toEqual(unrecorded.toSorted());
  for (const { why } of excused) expect(why.length).toBeGreaterThan(20);
});

/** The words by which the inventory of each pipeline's document names who makes an application's metrics. */
const applications = load(readFileSync(join(root, "test", "contract", "applications.yaml"), "utf8")) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

describe("an application without a page", () => {
  const unrecorded = pipelines.flatMap(({ catalogue }) =>
    catalogue.jobs
      .filter(({ producer, metrics }) => producer === "application" && metrics.length > 0)
      .map(({ name }) => [catalogue.name, name] as const),
  );

  test("is one of those that are listed, and none is listed in vain", () => {
    const listed = Object.entries(applications).flatMap(([pipeline, jobs]) =>
      Object.keys(jobs).map((job) => `${pipeline}/${job}`),
    );
    expect(unrecorded.map((path) => path.join("/")).toSorted()).toEqual(listed.toSorted());
  });

  test.each(unrecorded)("is the user's own by the inventory: %s/%s", (pipeline, job) => {
    const word = applications[pipeline]?.[job] ?? "not listed";
    const inventory = load(readFileSync(join(root, "test", "coverage", "inventories", `${pipeline}.yaml`), "utf8")) as {
      readonly metrics: readonly { readonly producer?: string }[];
    };
    expect([...new Set(inventory.metrics.map(({ producer }) => producer))]).toContain(word);
  });
});

describe("the contract fails with file and rule for", () => {
  /** A pipeline whose first alert asks of some jobs what it is told to. */
  function asking(text: string, job: ScrapeJob, recordings: readonly Recording[] = []): readonly Pipeline[] {
    const pipeline = pipelineOf("monitoring");
    const [alert] = pipeline.alerts.alerts;
    if (alert === undefined) throw new Error("the monitoring has no alert");
    const changed = { ...alert, jobs: [job] as const, expression: () => new Expression(text) };
    const { alerts } = pipeline;
    return [{ ...pipeline, recordings, dashboards: [], alerts: { ...alerts, alerts: [changed] } }];
  }
  const name = pipelineOf("monitoring").alerts.alerts[0]?.name;
  const faultsOf = (text: string, job: ScrapeJob, of: RecordedPages = pages): readonly string[] =>
    contractFaults(settings, of, asking(text, job));
  const { alertmanager, prometheus, pushgateway } = monitoringJobs;

  test.each([
    [
      "a typo in a name",
      "rate(alertmanager_notification_failed_total[5m]) > 0",
      alertmanager,
      "names alertmanager_notification_failed_total, which is on no page, recorded by no rule, and no application's: alertmanager alertmanager.prom",
    ],
    [
      "a metric of another job",
      "prometheus_tsdb_head_series > 0",
      alertmanager,
      "names prometheus_tsdb_head_series, which is on no page, recorded by no rule, and no application's: alertmanager alertmanager.prom",
    ],
    [
      "a label that the page lacks",
      'alertmanager_alerts{status="active"}',
      alertmanager,
      "alertmanager_alerts has no label status in alertmanager.prom",
    ],
    [
      "a value that the page lacks",
      'alertmanager_alerts{state="firing"}',
      alertmanager,
      'no series of alertmanager_alerts in alertmanager.prom matches {state="firing"}',
    ],
    [
      "a pattern that no value fits",
      'alertmanager_alerts{state=~"fir.*"}',
      alertmanager,
      'no series of alertmanager_alerts in alertmanager.prom matches {state=~"fir.*"}',
    ],
    [
      "all values refused",
      'alertmanager_alerts{state!~".+"}',
      alertmanager,
      'no series of alertmanager_alerts in alertmanager.prom matches {state!~".+"}',
    ],
    [
      "another job's name",
      'up{job="alertmanagers"} == 0',
      alertmanager,
      `no series of up in Prometheus' own series matches {job="alertmanagers"}`,
    ],
    [
      "a group that nobody pushes for another pipeline",
      'push_time_seconds{pipeline="nobody"}',
      pushgateway,
      'no series of push_time_seconds in pushgateway.prom matches {pipeline="nobody"}',
    ],
    [
      "an alert that is not there",
      'ALERTS{pipeline="churn",alertname=~"ConsumerGone|ConsumerAway"}',
      alertmanager,
      `no series of ALERTS in the pipelines' alerts matches {pipeline="churn",alertname=~"ConsumerGone|ConsumerAway"}`,
    ],
    [
      "a typo in an application's name",
      "kafka_consumer_lagg > 1",
      consumerJob,
      "names kafka_consumer_lagg, which is on no page, recorded by no rule, and no application's: kafka_consumer",
    ],
    [
      "a value that an application never has",
      'rate(kafka_messages_processed_total{status="ok"}[5m])',
      consumerJob,
      'no series of kafka_messages_processed_total in the catalogue of kafka_consumer matches {status="ok"}',
    ],
  ])("%s", (_, text, job, fault) => {
    expect(faultsOf(text, job)).toEqual([`prometheus/rules/monitoring.rules.yml ${name}: ${fault}`]);
  });

  test("what the catalogue says and the page does not", () => {
    const bare = new Map([...pages, ["prometheus", new Map()]]);
    expect(faultsOf("prometheus_tsdb_head_series > 0", prometheus)).toEqual([]);
    expect(faultsOf("prometheus_tsdb_head_series > 0", prometheus, bare)).toHaveLength(1);
    expect(jobFaults(bare).join("\n")).toContain("monitoring/prometheus: prometheus_tsdb_head_series is on none of");
    const fewer = new Map([...pages].filter(([page]) => page !== "prometheus"));
    expect(jobFaults(fewer)).toContain("monitoring/prometheus: there is no page prometheus.prom");
  });

  test("a system whose page nobody has recorded", () => {
    const job = { ...alertmanager, producer: "unrecorded" as const };
    expect(faultsOf("alertmanager_alerts > 0", job)).toHaveLength(1);
    const [pipeline] = asking("up == 0", job);
    const of = (jobs: readonly ScrapeJob[]) =>
      jobFaults(pages, pipeline ? [{ ...pipeline, catalogue: { ...pipeline.catalogue, jobs } }] : []);
    expect(of([job])).toEqual(["monitoring/alertmanager: its page is not recorded"]);
    // Of one that shows nothing that is asked for, no page is needed.
    expect(of([{ ...job, metrics: [] }])).toEqual([]);
  });

  test("a label that the job drops", () => {
    const job = { ...alertmanager, droppedLabels: ["state"] };
    expect(faultsOf('alertmanager_alerts{state="active"}', job).join()).toContain("has no label state");
  });

  test("a metric that the job does not keep", () => {
    const job = { ...prometheus, keepsOnlyDeclared: true as const, metrics: [] };
    expect(faultsOf("prometheus_tsdb_head_series > 0", job).join()).toContain("names prometheus_tsdb_head_series");
  });

  test("a label that the rule behind a series has summed away", () => {
    const metric = gauge({ name: "state:alertmanager_alerts:sum", help: "", labels: { state: closed("active") } });
    const alerts = gauge({ name: "alertmanager_alerts", help: "", labels: { state: closed("active") } });
    const recording = (by: readonly string[]): Recording => ({
      metric,
      jobs: [alertmanager],
      expression: () => sum(gaugeOf(alerts), by),
      proof: () => ({ given: [], expected: 0 }),
    });
    const found = (text: string, by: readonly string[]) =>
      contractFaults(settings, pages, asking(text, alertmanager, [recording(by)]));
    expect(found('state:alertmanager_alerts:sum{state="active"}', ["state"])).toEqual([]);
    expect(found('state:alertmanager_alerts:sum{state="active"}', []).join()).toContain(
      "has no label state in the rule",
    );
    expect(found('state:alertmanager_alerts:sum{instance="a"}', ["state"]).join()).toContain("has no label instance");
    expect(recordedLabels(recording([]), pipelineOf("monitoring"))).toEqual(new Set());
  });

  test("and takes another name of a user's for that on the page", () => {
    const { heapUsed, heapMax } = sparkDriver("somebody.else");
    const job: ScrapeJob = { ...prometheus, producer: "spark-driver", metrics: [heapUsed] };
    expect(faultsOf(heapUsed.name, job)).toEqual([]);
    expect(faultsOf(heapMax.name, job)).toHaveLength(1);
    expect(faultsOf(`${heapUsed.name}{type="counters"}`, job)).toHaveLength(1);
  });
});
