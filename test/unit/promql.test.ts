import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import {
  brokerConnected,
  consumerLag,
  messagesProcessed,
  modelLoaded,
  processingLatency,
} from "../../catalogue/churn.ts";
import { closed, counter, gauge, sampleNames } from "../../catalogue/metric.ts";
import { metricsOf } from "../../catalogue/pipeline.ts";
import {
  absent,
  add,
  and,
  avg,
  clampMin,
  counterOf,
  deriv,
  divide,
  equals,
  gaugeOf,
  greater,
  increase,
  less,
  max,
  mean,
  min,
  multiply,
  or,
  orZero,
  partOf,
  quantile,
  rate,
  subtract,
  subtractEach,
  sum,
  time,
  upTo,
} from "../../catalogue/promql/build.ts";
import { checkExpression, knownSeries } from "../../catalogue/promql/check.ts";
import { syntheticMetrics } from "../../catalogue/synthetic.ts";
import { root } from "../../commands/workspace.ts";
import { pipelines } from "../../pipelines.ts";
import { defaultTuning } from "../../rules/alert.ts";
import { alertExpression } from "../../rules/rule-files.ts";
import { seriesOf } from "../../rules/soundness.ts";
import { allAlerts, devSettings } from "../support/unit-config.ts";
import { dashboardModels } from "../support/unit-dashboard.ts";
import { pipelineOf } from "../support/unit-promql.ts";

const known = seriesOf(pipelineOf("churn"));
const lag = gaugeOf(consumerLag);
const processed = rate(counterOf(messagesProcessed), "5m");

describe("builders write", () => {
  test.each([
    ["a gauge", lag, "kafka_consumer_lag"],
    ["no braces for no matchers", gaugeOf(consumerLag, {}), "kafka_consumer_lag"],
    ["equality", gaugeOf(consumerLag, { topic: "t" }), 'kafka_consumer_lag{topic="t"}'],
    ["inequality", gaugeOf(consumerLag, { topic: { not: "t" } }), 'kafka_consumer_lag{topic!="t"}'],
    ["a pattern", gaugeOf(consumerLag, { topic: { matches: "t.*" } }), 'kafka_consumer_lag{topic=~"t.*"}'],
    ["a pattern refused", gaugeOf(consumerLag, { topic: { notMatches: "t.*" } }), 'kafka_consumer_lag{topic!~"t.*"}'],
    [
      "several matchers in order",
      gaugeOf(consumerLag, { partition: "0", job: "kafka_consumer" }),
      'kafka_consumer_lag{partition="0",job="kafka_consumer"}',
    ],
    [
      "quotes and backslashes",
      gaugeOf(consumerLag, { topic: 'a"b\\c\n' }),
      'kafka_consumer_lag{topic="a\\"b\\\\c\\n"}',
    ],
    ["a rate", processed, "rate(kafka_messages_processed_total[5m])"],
    ["an increase", increase(counterOf(messagesProcessed), "1h"), "increase(kafka_messages_processed_total[1h])"],
    ["a slope", deriv(lag, "15m"), "deriv(kafka_consumer_lag[15m])"],
    [
      "a part of a histogram",
      rate(partOf(processingLatency, "count", { operation: "total" }), "1m"),
      'rate(kafka_processing_latency_seconds_count{operation="total"}[1m])',
    ],
    ["a total", sum(lag), "sum(kafka_consumer_lag)"],
    ["a total by label", sum(lag, ["topic", "partition"]), "sum by (topic, partition) (kafka_consumer_lag)"],
    ["the other aggregates", max(min(avg(lag))), "max(min(avg(kafka_consumer_lag)))"],
    [
      "a quantile over all instances",
      quantile(0.95, processingLatency, "5m"),
      "histogram_quantile(0.95, sum by (le) (rate(kafka_processing_latency_seconds_bucket[5m])))",
    ],
    [
      "a quantile by label",
      quantile(0.5, processingLatency, "5m", { by: ["operation"], where: { operation: { not: "total" } } }),
      'histogram_quantile(0.5, sum by (le, operation) (rate(kafka_processing_latency_seconds_bucket{operation!="total"}[5m])))',
    ],
    [
      "a mean",
      mean(processingLatency, "5m", { by: ["operation"] }),
      "sum by (operation) (rate(kafka_processing_latency_seconds_sum[5m])) / sum by (operation) (rate(kafka_processing_latency_seconds_count[5m]))",
    ],
    ["a comparison", greater(lag, 10), "kafka_consumer_lag > 10"],
    ["a number on the left", multiply(100, lag), "100 * kafka_consumer_lag"],
    ["parentheses around an operand", less(divide(lag, 2), 1), "(kafka_consumer_lag / 2) < 1"],
    [
      "parentheses on both sides",
      and(equals(lag, 0), or(lag, add(lag, 1))),
      "(kafka_consumer_lag == 0) and (kafka_consumer_lag or (kafka_consumer_lag + 1))",
    ],
    ["none inside a function", sum(divide(lag, 2)), "sum(kafka_consumer_lag / 2)"],
    ["an age", greater(subtract(time, lag), 60), "(time() - kafka_consumer_lag) > 60"],
    ["nothing as zero", orZero(max(lag)), "max(kafka_consumer_lag) or vector(0)"],
    [
      "what each of many lacks",
      clampMin(subtractEach(max(lag, ["topic"]), ["topic"], lag), 0),
      "clamp_min(max by (topic) (kafka_consumer_lag) - on (topic) group_right () kafka_consumer_lag, 0)",
    ],
    [
      "up to a whole bound, as Prometheus stores it",
      rate(upTo(processingLatency, 1), "5m"),
      'rate(kafka_processing_latency_seconds_bucket{le=~"1(\\\\.0)?"}[5m])',
    ],
    [
      "up to another bound",
      rate(upTo(processingLatency, 0.5), "5m"),
      'rate(kafka_processing_latency_seconds_bucket{le="0.5"}[5m])',
    ],
    ["what is missing", absent(counterOf(messagesProcessed)), "absent(kafka_messages_processed_total)"],
  ])("%s", (_, expression, text) => {
    expect(expression.text).toBe(text);
    expect(String(expression)).toBe(text);
    expect(checkExpression(text, known)).toEqual([]);
  });
});

describe("every expression names what exists", () => {
  const settings = devSettings();

  test.each(allAlerts)("$path", ({ pipeline, alert }) => {
    const untuned = alert.expression(defaultTuning(alert), alert.jobs).text;
    expect(checkExpression(untuned, seriesOf(pipeline))).toEqual([]);
    expect(checkExpression(alertExpression(alert, pipeline, settings).text, seriesOf(pipeline))).toEqual([]);
  });

  const panels = pipelines.flatMap((pipeline) =>
    pipeline.dashboards.flatMap((dashboard) =>
      dashboard
        .panels({ tuning: (alert) => settings.tuning(pipeline.catalogue.name, alert) })
        .map((panel) => ({ pipeline, dashboard, panel, path: `${dashboard.uid}/${panel.key}` })),
    ),
  );

  test("and there are some of each kind", () => {
    expect(allAlerts.length).toBeGreaterThan(5);
    expect(panels.length).toBeGreaterThan(5);
  });

  test.each(panels)("$path", ({ pipeline, panel }) => {
    expect(panel.queries.length).toBeGreaterThan(0);
    for (const { expression } of panel.queries) {
      expect(checkExpression(expression.text, seriesOf(pipeline)), expression.text).toEqual([]);
    }
  });

  test("variables and annotations of dashboards, too", () => {
    const models = dashboardModels(settings);
    const texts = pipelines.flatMap((pipeline) =>
      pipeline.dashboards.flatMap(({ uid, variables }) => [
        // A choice is made from the labels of series, whether or not they count.
        ...variables.map(({ of }) => ({ pipeline, text: `absent(${of.text})` })),
        ...(models.find((model) => model.uid === uid)?.annotations.list ?? []).flatMap(({ expr }) =>
          expr === undefined ? [] : [{ pipeline, text: expr }],
        ),
      ]),
    );
    expect(texts.length).toBeGreaterThan(pipelines.length);
    for (const { pipeline, text } of texts) expect(checkExpression(text, seriesOf(pipeline)), text).toEqual([]);
  });

  test("and every metric of churn is asked for by an alert or a panel, or says what runs", () => {
    const asked = new Set([
      ...allAlerts.map(({ alert }) => alert.expression(defaultTuning(alert), alert.jobs).text),
      ...panels.flatMap(({ panel }) => panel.queries.map(({ expression }) => expression.text)),
    ]);
    const declared = metricsOf(pipelineOf("churn").catalogue.jobs);
    expect(declared.length).toBeGreaterThan(5);
    const unused = declared.filter(
      (metric) => !sampleNames(metric).some((name) => [...asked].some((text) => text.includes(name))),
    );
    // Of a probe's duration and a consumer's version people ask by hand.
    expect(unused.map(({ name }) => name)).toEqual(["kafka_consumer_info", "probe_duration_seconds"]);
  });
});

describe("the check catches", () => {
  test.each([
    ["a typo in a metric", "kafka_consumer_lagg > 1", "names kafka_consumer_lagg, which is not in the catalogue"],
    ["a histogram without its part", "kafka_processing_latency_seconds > 1", "not in the catalogue"],
    ["a metric of another pipeline", "flink_jobmanager_job_uptime == 0", "not in the catalogue"],
    ["a typo deep inside", "sum(rate(kafka_messages_procesed_total[5m])) > 1", "names kafka_messages_procesed_total"],
    ["an unknown label", 'kafka_consumer_lag{group="a"}', "kafka_consumer_lag has no label group; it has "],
    ["an unknown label refused", 'kafka_consumer_lag{group!="a"}', "has no label group"],
    ["a value that never is", 'rate(kafka_messages_processed_total{status="ok"}[5m])', '{status="ok"} can never match'],
    [
      "a job that never is",
      'up{job="kafka"} == 0',
      "can never match; job is one of kafka_consumer, kafka_consumer_health",
    ],
    ["a pattern that no value fits", 'rate(kafka_messages_processed_total{status=~"fail"}[5m])', "can never match"],
    ["all values refused", 'rate(kafka_messages_processed_total{status!~"success|failed"}[5m])', "can never match"],
    ["the only value refused", 'up{pipeline!~"churn|monitoring"}', "can never match; pipeline is one of churn"],
    ["a variable that is taken for a value", 'up{pipeline="$pipeline"}', "can never match"],
    [
      "a bucket that is none",
      'rate(kafka_processing_latency_seconds_bucket{le="3"}[5m])',
      "can never match; le is one of",
    ],
    ["a rate of a gauge", "rate(kafka_consumer_lag[5m])", "takes a rate of kafka_consumer_lag, which is no counter"],
    ["an increase of a gauge", "sum(increase(kafka_consumer_lag[5m]))", "takes a rate of kafka_consumer_lag"],
    ["a raw counter compared", "kafka_messages_failed_total > 5", "uses the counter kafka_messages_failed_total"],
    ["a raw counter summed", "sum by (topic) (kafka_messages_failed_total) > 5", "without rate or increase"],
    ["a raw part of a histogram", "kafka_processing_latency_seconds_sum > 5", "without rate or increase"],
    ["a slope of a counter", "deriv(kafka_messages_failed_total[5m]) > 0", "counter kafka_messages_failed_total"],
    ["a slope of a rate", "deriv(rate(kafka_messages_failed_total[5m])[10m:1m])", "takes a slope of the counter"],
    [
      "a raw counter beside a good one",
      "rate(kafka_messages_failed_total[5m]) > kafka_messages_failed_total",
      "without",
    ],
    ["grouping by an unknown label", "sum by (group) (kafka_consumer_lag)", "groups by group, which none"],
    ["grouping by a label made of another", 'sum by (x) (label_replace(up, "group", "", "", ""))', "groups by x"],
    ["grouping behind", "sum(kafka_consumer_lag) by (group)", "groups by group"],
    ["leaving out an unknown label", "sum without (group) (kafka_consumer_lag)", "groups by group"],
    [
      "grouping by a label that is summed away within",
      "max by (topic) (sum by (partition) (kafka_consumer_lag))",
      "groups by topic, which none",
    ],
    [
      "a quantile of buckets summed without le",
      "histogram_quantile(0.95, sum by (operation) (rate(kafka_processing_latency_seconds_bucket[5m])))",
      "takes histogram_quantile of series without le",
    ],
    [
      "a quantile of all buckets in one",
      "histogram_quantile(0.95, sum(rate(kafka_processing_latency_seconds_bucket[5m])))",
      "takes histogram_quantile of series without le",
    ],
    [
      "a quantile of buckets whose le is left out",
      "histogram_quantile(0.95, sum without (le) (rate(kafka_processing_latency_seconds_bucket[5m])))",
      "takes histogram_quantile of series without le",
    ],
    [
      "a quantile of what has no buckets",
      "histogram_quantile(0.95, rate(kafka_messages_failed_total[5m]))",
      "takes histogram_quantile of series without le",
    ],
    [
      "a join on an unknown label",
      "kafka_consumer_lag and on (group) up",
      "matches on group, which not both sides have",
    ],
    [
      "a join on a label of one side",
      "kafka_consumer_lag / on (topic) kafka_consumer_model_loaded",
      "matches on topic, which not both sides have",
    ],
    [
      "a join on a label that one side has summed away",
      "kafka_consumer_lag > on (topic) sum by (partition) (kafka_consumer_lag)",
      "matches on topic, which not both sides have",
    ],
    [
      "a join that ignores an unknown label",
      "kafka_consumer_lag - ignoring (group) kafka_consumer_lag",
      "matches ignoring group, which neither side has",
    ],
    [
      "a label taken that the other side lacks",
      "kafka_consumer_lag * on (job) group_left (group) kafka_consumer_model_loaded",
      "takes group with group_left, which the other side does not have",
    ],
    [
      "a label taken from the wrong side",
      "kafka_consumer_model_loaded * on (job) group_right (topic) kafka_consumer_lag",
      "takes topic with group_right, which the other side does not have",
    ],
    [
      "a join deep inside",
      "sum(kafka_consumer_lag / on (group) kafka_consumer_lag) > 1",
      "matches on group, which not both sides have",
    ],
    ["a selector without a name", '{job="kafka_consumer"}', "selects without a metric name"],
    ["a name as a label", '{__name__="up"}', "selects without a metric name"],
    ["a label in quotes, which is not looked up", 'up{"job"="kafka"}', "quotes the name of a label"],
    ["an open parenthesis", "sum(up", "does not parse at offset 6: end"],
    ["an open bracket", "rate(kafka_messages_failed_total[5m)", "does not parse"],
    ["an unknown function", "ratee(kafka_messages_failed_total[5m])", "does not parse"],
    ["an operator too many", "up == == 1", "does not parse"],
    ["nothing", "", "does not parse at offset 0"],
  ])("%s: %s", (_, text, fault) => {
    expect(checkExpression(text, known).join("\n")).toContain(fault);
  });

  test("each fault of an expression", () => {
    const text = 'rate(kafka_consumer_lag{a="b"}[5m]) > sum by (c) (nosuch + up{job="x"})';
    const faults = checkExpression(text, known);
    expect(faults).toHaveLength(5);
    for (const part of ["no label a", "takes a rate", "names nosuch", "can never match", "groups by c"]) {
      expect(faults.join("\n")).toContain(part);
    }
  });
});

describe("the check lets pass", () => {
  test.each([
    ["absent(kafka_messages_processed_total)"],
    ["absent_over_time(kafka_messages_processed_total[5m])"],
    ["resets(kafka_messages_processed_total[1h]) > 0"],
    ["irate(kafka_messages_processed_total[5m])"],
    ["sum(rate(kafka_messages_processed_total[5m])) or vector(0)"],
    ["(sum(kafka_consumer_lag) or vector(0)) > 0"],
    ['rate(kafka_messages_processed_total{status=~"succ.+"}[5m])'],
    ['rate(kafka_messages_processed_total{status!="failed"}[5m])'],
    ['kafka_consumer_lag{topic="anything.the.user.names"}'],
    ['up{instance=~"$instance"}'],
    ['up{pipeline=~"$pipeline"}'],
    ["up{job='kafka_consumer'}"],
    ["up{job=`kafka_consumer`}"],
    ['rate(kafka_processing_latency_seconds_bucket{le="+Inf"}[5m])'],
    ['ALERTS{alertstate="firing",severity="critical"}'],
    ["avg_over_time(kafka_consumer_lag[5m]) offset 1d"],
    ["predict_linear(kafka_consumer_lag[1h], 3600) > 0"],
    ["sum by (le, job) (rate(kafka_processing_latency_seconds_bucket[5m]))"],
    ["time() - timestamp(up) > 60"],
    ['sum by (group) (label_replace(kafka_consumer_lag, "group", "$1", "topic", "(.*)"))'],
    ["histogram_quantile(0.9, rate(kafka_processing_latency_seconds_bucket[5m]))"],
    ["histogram_quantile(scalar(up), sum by (le) (rate(kafka_processing_latency_seconds_bucket[5m:1m] offset 1h)))"],
    ["histogram_quantile(0.9, sum without (operation) (rate(kafka_processing_latency_seconds_bucket[5m])))"],
    ["kafka_consumer_lag * on (job, instance) group_left (version) kafka_consumer_info"],
    ["kafka_consumer_info * ignoring (topic, partition) group_right (version) kafka_consumer_lag"],
    ["kafka_consumer_lag / on (topic) group_left () sum by (topic) (kafka_consumer_lag)"],
    ["sum by (topic) (kafka_consumer_lag) or on (topic) vector(0)"],
    ['sum by (kind) (label_replace(kafka_consumer_lag, "kind", "$1", "topic", "(.*)"))'],
    ['count by (copies) (count_values by (topic) ("copies", kafka_consumer_lag))'],
    ['kafka_consumer_lag unless on (topic) ALERTS{alertname="Anything"}'],
    ["topk(3, kafka_consumer_lag) and on (partition) kafka_consumer_lag"],
    ['up and on (job) absent(kafka_consumer_lag{job="kafka_consumer"})'],
    ["(-kafka_consumer_lag + 1 > bool 0) == on (topic, partition) kafka_consumer_lag"],
    ["sum by (job) (up and kafka_consumer_model_loaded) > on (job) sum by (job) (up * on (instance, job) up)"],
    ["# a comment\nup == 0"],
  ])("%s", (text) => {
    expect(checkExpression(text, known)).toEqual([]);
  });

  test("what a metric is called on its page, by type", () => {
    const declared = [
      gauge({ name: "a", help: "" }),
      counter({ name: "b_total", help: "", labels: { x: closed("1") } }),
    ];
    const table = knownSeries(declared, { job: closed("j") });
    expect([...table.keys()]).toEqual(["a", "b_total"]);
    expect(table.get("b_total")).toEqual({ counts: true, labels: { job: closed("j"), x: closed("1") } });
    expect([...knownSeries([processingLatency], {}).keys()]).toEqual(sampleNames(processingLatency));
    expect([...knownSeries(syntheticMetrics, {}).keys()]).toContain("up");
  });
});

describe("the types refuse", () => {
  // Never called: it has only to be refused by the compiler, which fails if one of these lines is right.
  const refused = () => [
    // @ts-expect-error a gauge has no rate
    rate(gaugeOf(consumerLag), "5m"),
    // @ts-expect-error nor an increase
    increase(gaugeOf(modelLoaded), "5m"),
    // @ts-expect-error a counter has no slope
    deriv(counterOf(messagesProcessed), "5m"),
    // @ts-expect-error a total is no series
    rate(sum(counterOf(messagesProcessed)), "5m"),
    // @ts-expect-error a counter is no gauge
    gaugeOf(messagesProcessed),
    // @ts-expect-error a gauge is no counter
    counterOf(brokerConnected),
    // @ts-expect-error only a histogram has quantiles
    quantile(0.95, consumerLag, "5m"),
    // @ts-expect-error the metric has no such label
    gaugeOf(consumerLag, { group: "a" }),
    // @ts-expect-error nor to group by
    quantile(0.95, processingLatency, "5m", { by: ["topic"] }),
  ];

  /** What the project's compiler says of a module in this folder. */
  function compile(text: string): readonly string[] {
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config,
      ts.sys,
      root,
    );
    const file = join(import.meta.dirname, "compiled.ts");
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists } = host;
    host.fileExists = (name) => name === file || fileExists(name);
    host.getSourceFile = (name, version, ...rest) =>
      name === file ? ts.createSourceFile(name, text, version) : getSourceFile(name, version, ...rest);
    return ts
      .getPreEmitDiagnostics(ts.createProgram([file], options, host))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  }

  const head = `
    import { consumerLag, messagesProcessed } from "../../catalogue/churn.ts";
    import { counterOf, gaugeOf, rate } from "../../catalogue/promql/build.ts";
    export const used = [consumerLag, messagesProcessed, counterOf, gaugeOf, rate];`;

  test("the rate of a gauge, and not that of a counter", () => {
    expect(refused).toBeTypeOf("function");
    expect(compile(`${head}\nexport const good = rate(counterOf(messagesProcessed), "5m");`)).toEqual([]);
    const [fault = "", ...others] = compile(`${head}\nexport const bad = rate(gaugeOf(consumerLag), "5m");`);
    expect(others).toEqual([]);
    expect(fault).toContain("is not assignable to parameter of type 'Selector<");
  });
});
