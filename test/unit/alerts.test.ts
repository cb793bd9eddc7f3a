import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { monitoringJobs } from "../../catalogue/monitoring.ts";
import { homeUid } from "../../dashboards/definition.ts";
import { renderDashboards } from "../../dashboards/render.ts";
import { pipelines } from "../../pipelines.ts";
import { severities } from "../../rules/alert.ts";
import { type AlertingRule, activeAlerts, pipelineRules, renderRules } from "../../rules/rule-files.ts";
import { renderPrometheus, scrapeJobs } from "../../rules/scrape.ts";
import { seriesOf } from "../../rules/soundness.ts";
import { valueTemplate, valueUnits } from "../../rules/units.ts";
import { readPages } from "../../runbooks/pages.ts";
import { renderSite } from "../../runbooks/site.ts";
import { durationSeconds } from "../../settings/duration.ts";
import type { Settings } from "../../settings/settings.ts";
import { allAlerts, devSettings } from "../support/unit-config.ts";
import { dashboardModels, panelAt, twice } from "../support/unit-dashboard.ts";
import { pipelineOf, resultLabels } from "../support/unit-promql.ts";

const settings = devSettings();
const site = renderSite(readPages());
const models = dashboardModels(settings);

const neededLabels = ["severity", "team", "service", "component", "pipeline"] as const;
const neededAnnotations = ["summary", "description", "runbook_url", "dashboard_url"] as const;
const valueTemplates = valueUnits.filter((unit) => unit !== "flag").map(valueTemplate);

/** What a rule lacks; empty when whoever is woken by it knows what, who and where. */
function ruleFaults({ alert, expr, for: wait, labels, annotations }: AlertingRule, { links }: Settings) {
  const { description = "", runbook_url: runbook = "", dashboard_url: dashboard = "" } = annotations;
  const page = runbook.startsWith(`${links.runbooks}/`) ? runbook.slice(links.runbooks.length + 1) : undefined;
  return [
    ...(/^[A-Z][A-Za-z0-9]+$/.test(alert) ? [] : ["has a name of another form"]),
    ...(expr.trim() === "" ? ["asks for nothing"] : []),
    ...((durationSeconds(wait) ?? 0) > 0 ? [] : ["has no for"]),
    ...neededLabels.filter((label) => !labels[label]).map((label) => `has no label ${label}`),
    ...(severities.some((severity) => severity === labels["severity"]) ? [] : ["has an unknown severity"]),
    ...neededAnnotations.filter((name) => !annotations[name]?.trim()).map((name) => `has no ${name}`),
    ...(/\{\{[^}]*\$labels\./.test(description) || valueTemplates.some((template) => description.includes(template))
      ? []
      : ["describes neither its value nor where"]),
    ...(page !== undefined && site.has(page) ? [] : [`links to no runbook: ${runbook}`]),
    ...(dashboard.startsWith(`${links.grafana}/`) && panelAt(models, dashboard) !== undefined
      ? []
      : [`links to no panel: ${dashboard}`]),
  ];
}

const allRules = (configured: Settings) =>
  pipelineRules(configured).flatMap(({ pipeline, alerts }) =>
    alerts.map((rule) => ({ path: `alerts.${pipeline}.${rule.alert}`, rule })),
  );
const rules = allRules(settings);
const paths = (configured: Settings) => allRules(configured).map(({ path }) => path);
function ruleAt(configured: Settings, wanted: string): AlertingRule {
  const found = allRules(configured).find(({ path }) => path === wanted);
  if (found === undefined) throw new Error(`no rule ${wanted}`);
  return found.rule;
}
const always = pipelines.filter((pipeline) => pipeline.always);
const ownPaths = allAlerts.filter(({ pipeline }) => pipeline.always).map(({ path }) => path);

describe("the alerts of the dev stack", () => {
  test("are all that are declared, in their order", () => {
    expect(rules.length).toBeGreaterThan(5);
    expect(paths(settings)).toEqual(allAlerts.map(({ path }) => path));
  });

  test("have names that are unique within their pipeline", () => {
    expect(twice(paths(settings))).toEqual([]);
  });

  test.each(rules)("$path says what, who and where", ({ rule }) => {
    expect(ruleFaults(rule, settings)).toEqual([]);
  });

  test.each(allAlerts)("$path names in its text only labels that its result has", ({ pipeline, path }) => {
    const { annotations, labels, expr } = ruleAt(settings, path);
    const text = [...Object.values(annotations), ...Object.values(labels)].join("\n");
    const named = [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? "");
    const has = resultLabels(expr, seriesOf(pipeline));
    expect(named.filter((label) => !has.has(label))).toEqual([]);
  });

  test.each(allAlerts)("$path shows its value in the unit of its threshold", ({ alert, path }) => {
    const threshold = alert.numbers["threshold"];
    const description = ruleAt(settings, path).annotations["description"] ?? "";
    if (threshold !== undefined) expect(description).toContain(valueTemplate(threshold.unit));
    else if (Object.keys(alert.numbers).length === 0) expect(description).not.toContain("$value");
  });

  test.each(allAlerts)(
    "$path belongs to its pipeline, and to its own team or its pipeline's",
    ({ pipeline, alert, path }) => {
      const { name } = pipeline.catalogue;
      expect(ruleAt(settings, path).labels).toMatchObject({
        pipeline: name,
        service: alert.service,
        team: alert.team ?? "data-engineering",
        component: alert.component,
      });
      const key = pipeline.always ? "monitoring.team" : `pipelines.${name}.team`;
      expect(ruleAt(devSettings({ [key]: "ml-platform" }), path).labels["team"]).toBe(alert.team ?? "ml-platform");
      expect(ruleAt(devSettings({ [`${path}.team`]: "on-duty" }), path).labels["team"]).toBe("on-duty");
    },
  );

  test("stand in a file a pipeline as they were made, after what is recorded", () => {
    const made = pipelineRules(settings).map(({ pipeline, recordings, alerts }) => [
      `${pipeline}.rules.yml`,
      [...(recordings.length > 0 ? [{ name: `${pipeline}-recordings`, rules: recordings }] : [])].concat(
        alerts.length > 0 ? [{ name: `${pipeline}-alerts`, rules: alerts as never }] : [],
      ),
    ]);
    const files = [...renderRules(settings)].map(([file, text]) => [file, (load(text) as { groups: unknown }).groups]);
    expect(files).toEqual(made);
  });

  test("link to where the servers are", () => {
    const moved = devSettings({
      "links.runbooks": "https://r.example.com/x/",
      "links.grafana": "https://g.example.com",
    });
    const annotations = allRules(moved).map(({ rule }) => rule.annotations);
    expect(annotations).toHaveLength(rules.length);
    for (const { runbook_url: runbook, dashboard_url: dashboard } of annotations) {
      expect(runbook).toMatch(/^https:\/\/r\.example\.com\/x\/[a-z0-9-]+\/\w+\.html$/);
      expect(dashboard).toMatch(/^https:\/\/g\.example\.com\/d\//);
    }
  });
});

describe("every declared alert", () => {
  test.each(allAlerts)("$path has sound numbers, each with a source", ({ alert }) => {
    for (const [name, { default: usual, min, max, source }] of Object.entries(alert.numbers)) {
      expect(usual, name).toBeGreaterThan(min);
      expect(usual, name).toBeLessThan(max);
      expect(source, name).not.toBe("");
    }
    expect(durationSeconds(alert.for)).toBeGreaterThan(0);
  });
});

describe("an alert exists only for what is there", () => {
  test.each(allAlerts)("$path goes with enabled: false", ({ path }) => {
    expect(paths(devSettings({ [`${path}.enabled`]: false }))).toEqual(
      paths(settings).filter((other) => other !== path),
    );
  });

  test("ConsumerUnhealthy only where the health endpoint is probed, and its job as well", () => {
    const jobs = (configured: Settings) => scrapeJobs(configured).map(({ name }) => name);
    const unprobed = devSettings({ "pipelines.churn.healthUrls": [] });
    const unhealthy = "alerts.churn.ConsumerUnhealthy";
    expect(paths(settings)).toContain(unhealthy);
    // What is left of the standard alerts concerns the probe alone, too.
    const probe = [unhealthy, "alerts.churn.TargetDown", "alerts.churn.TargetAbsent"];
    expect(paths(unprobed)).toEqual(paths(settings).filter((path) => !probe.includes(path)));
    expect(jobs(settings)).toContain("kafka_consumer_health");
    expect(jobs(unprobed)).toEqual(jobs(settings).filter((name) => name !== "kafka_consumer_health"));
  });

  test.each<[string, (name: string) => Record<string, unknown>]>([
    ["disabled", (name: string) => ({ [`pipelines.${name}.enabled`]: false })],
    ["left out", (name: string) => ({ [`pipelines.${name}`]: undefined })],
  ])("a pipeline that is %s has no alerts, jobs or dashboards; the monitoring watches itself still", (_, change) => {
    const others = pipelines.filter((pipeline) => !pipeline.always).map(({ catalogue }) => catalogue.name);
    const without = devSettings(Object.assign({}, ...others.map(change)));
    expect(always.map(({ catalogue }) => catalogue.name)).toEqual(["monitoring"]);
    expect(paths(without)).toEqual(ownPaths);
    expect([...renderRules(without).keys()]).toEqual(["monitoring.rules.yml"]);
    expect(renderDashboards(without).map(({ uid }) => uid)).toEqual([
      homeUid,
      ...always.flatMap(({ dashboards }) => dashboards.map(({ uid }) => uid)),
    ]);
    expect(scrapeJobs(without)).toEqual(Object.values(monitoringJobs));
    expect(renderPrometheus(without)).not.toMatch(/churn|kafka/);
    for (const { pipeline } of allAlerts) {
      expect(activeAlerts(pipeline, without)).toEqual(pipeline.always ? pipeline.alerts.alerts : []);
    }
  });

  test("SeriesNearLimit has a limit of every job to compare with, since Prometheus writes it", () => {
    const { global, scrape_configs: jobs } = load(renderPrometheus(settings)) as {
      global: Record<string, unknown>;
      scrape_configs: Record<string, unknown>[];
    };
    expect(global["extra_scrape_metrics"]).toBe(true);
    expect(jobs.length).toBeGreaterThan(Object.keys(monitoringJobs).length);
    for (const job of jobs) {
      expect(job["sample_limit"]).toBeGreaterThan(0);
      expect(job).not.toHaveProperty("extra_scrape_metrics");
    }
  });

  test("a pipeline whose alerts are all off has no rules but what it records", () => {
    const silent = devSettings(Object.fromEntries(allAlerts.map(({ path }) => [`${path}.enabled`, false])));
    const recording = pipelines.filter(({ recordings }) => recordings.length > 0);
    expect([...renderRules(silent).keys()]).toEqual(recording.map(({ catalogue: { name } }) => `${name}.rules.yml`));
    expect([...renderRules(silent).values()].join("\n")).not.toContain("alert:");
    expect(renderDashboards(silent).length).toBeGreaterThan(0);
  });
});

describe("the check of a rule catches", () => {
  const good = rules[0]?.rule;
  if (good === undefined) throw new Error("no rule to break");
  const withLabel = (label: string, value: string) => ({ ...good, labels: { ...good.labels, [label]: value } });
  const withText = (name: string, value: string) => ({ ...good, annotations: { ...good.annotations, [name]: value } });
  const { grafana, runbooks } = settings.links;

  test.each<[string, AlertingRule, string]>([
    ["no for", { ...good, for: "" }, "has no for"],
    ["a for of zero", { ...good, for: "0s" }, "has no for"],
    ["no expression", { ...good, expr: " " }, "asks for nothing"],
    ...neededLabels.map((label): [string, AlertingRule, string] => [
      `an empty ${label}`,
      withLabel(label, ""),
      `has no label ${label}`,
    ]),
    ...neededAnnotations.map((name): [string, AlertingRule, string] => [
      `an empty ${name}`,
      withText(name, " "),
      `has no ${name}`,
    ]),
    ["an unknown severity", withLabel("severity", "page"), "has an unknown severity"],
    ["a description without a place", withText("description", "Something is wrong."), "neither its value nor where"],
    ["a value without its unit", withText("description", "It is {{ $value }}."), "neither its value nor where"],
    ["a runbook that is not there", withText("runbook_url", `${runbooks}/churn/None.html`), "links to no runbook"],
    ["a runbook elsewhere", withText("runbook_url", "http://x/churn/ConsumerDown.html"), "links to no runbook"],
    ["a panel that is not there", withText("dashboard_url", `${grafana}/d/churn-consumer?viewPanel=99`), "no panel"],
    ["a dashboard that is not there", withText("dashboard_url", `${grafana}/d/none?viewPanel=1`), "links to no panel"],
  ])("%s", (_, rule, fault) => {
    expect(ruleFaults(rule, settings).join("\n")).toContain(fault);
  });

  test("a label that grouping took away", () => {
    const known = seriesOf(pipelineOf("churn"));
    expect([...resultLabels("sum by (topic) (kafka_consumer_lag) > 1", known)]).toEqual(["topic"]);
    expect(resultLabels("kafka_consumer_lag > 1", known)).toContain("partition");
    expect(resultLabels("up == 0", known)).not.toContain("topic");
  });
});
