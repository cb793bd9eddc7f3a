import {
  avgOverSteps,
  count,
  counterOf,
  gaugeOf,
  increase,
  lessBool,
  max,
  min,
  orZero,
  subtract,
  time,
} from "../../catalogue/promql/build.ts";
import { alertsSeries } from "../../catalogue/synthetic.ts";
import { ofTrade } from "../../catalogue/trade.ts";
import { endToEndSuccess, stageFailures, stageLastRun, stageStatus } from "../../catalogue/trade-lineage.ts";
import { severities } from "../../rules/alert.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";
import { shareOfSla } from "./expectations.ts";
import { ofPipeline, stageEdges, stageNodes } from "./stages.ts";

const status = {
  "1": { text: "OK", color: "green" },
  "0": { text: "Failed", color: "red" },
  "-1": { text: "No data", color: "gray" },
} as const;

const firing = { ...ofTrade, alertstate: "firing" } as const;
const day = "24h";
const perRun = ["pipeline_name", "stage", "dagster_job"] as const;
/** The document asks for no share of the time; a table that was late for a quarter of an hour keeps this one. */
const kept = 0.99;
const keptPoorly = 0.95;

/** Whether the pipeline gets through, and what is wrong if not. */
export const healthPanels = (context: PanelContext): readonly Unplaced[] => [
  {
    id: 1,
    key: "end-to-end",
    title: "End-to-End Pipeline Health",
    description:
      "Whether every stage has succeeded and none is overdue. Good: OK. At Failed with no failed stage PipelineEndToEndFailure fires.",
    kind: "stat",
    unit: "none",
    queries: [
      { expression: min(gaugeOf(endToEndSuccess, ofPipeline), ["pipeline_name"]), legend: "{{pipeline_name}}" },
    ],
    mapping: status,
    width: 6,
    height: 5,
  },
  {
    id: 5,
    key: "stage-status",
    title: "Stage Status (per stage)",
    description:
      "Whether the last finished run of each stage succeeded, or its streaming job runs. Good: all OK. At Failed PipelineStageFailure fires; No data: nothing has run yet.",
    kind: "stat",
    unit: "none",
    queries: [{ expression: min(gaugeOf(stageStatus, ofPipeline), ["pipeline_name", "stage"]), legend: "{{stage}}" }],
    mapping: status,
    width: 18,
    height: 5,
  },
  {
    id: 3,
    key: "active-alerts",
    title: "Active Alerts Summary",
    description:
      "Alerts of this pipeline that fire now, by severity; those that only inform are in the list beside. Good: 0 and 0.",
    kind: "stat",
    unit: "short",
    decimals: 0,
    queries: severities
      .filter((severity) => severity !== "info")
      .map((severity) => ({
        expression: orZero(count(gaugeOf(alertsSeries, { ...firing, severity }))),
        legend: severity,
      })),
    steps: [
      { value: 0, color: "green" },
      { value: 1, color: "red" },
    ],
    width: 4,
    height: 8,
  },
  {
    id: 9,
    key: "firing-alerts",
    title: "Firing Alerts",
    description:
      "The alerts of this pipeline that fire now, and for how many series each. Good: none. An alert's mail leads to its runbook.",
    kind: "table",
    unit: "short",
    queries: [
      { expression: count(gaugeOf(alertsSeries, firing), ["severity", "alertname", "service"]), legend: "series" },
    ],
    columns: [
      { title: "Severity", from: { label: "severity" } },
      { title: "Alert", from: { label: "alertname" } },
      { title: "Service", from: { label: "service" } },
      { title: "Series", from: { query: 0 }, decimals: 0 },
    ],
    sort: { column: "Severity", ascending: true },
    emptyWhenWell: "none",
    width: 10,
    height: 8,
  },
  {
    id: 4,
    key: "sla-scorecard",
    title: "SLA Compliance Scorecard",
    description: `Share of the last ${day} in which each table was as fresh as it must be: what is expected of it, else what its layer's alert allows. Good: green, ${formatValue(kept, "ratio")} and above.`,
    kind: "stat",
    unit: "percentunit",
    decimals: 1,
    queries: [{ expression: avgOverSteps(lessBool(shareOfSla(context), 1), day, "5m"), legend: "{{layer}}.{{table}}" }],
    steps: [
      { value: 0, color: "red" },
      { value: keptPoorly, color: "yellow" },
      { value: kept, color: "green" },
    ],
    width: 10,
    height: 8,
  },
  {
    id: 2,
    key: "data-flow",
    title: "Data Flow Diagram",
    description:
      "The stages, green where the last run succeeded, red where it failed, gray where nothing has run, each with the time since its last run ended. On the way to stream: records that Flink takes in; to the others: runs that loaded them; both per hour. Good: all green, no 0 between them.",
    section: "Data Flow",
    kind: "nodegraph",
    unit: "s",
    edgeUnit: "per hour",
    queries: [
      { expression: stageNodes(), legend: "{{title}}" },
      { expression: stageEdges(), legend: "{{id}}" },
    ],
    width: 24,
    height: 10,
  },
  {
    id: 7,
    key: "recent-failures",
    title: "Recent Failures",
    description: `Failed runs of each stage within ${day}, the most first, and how long ago its last run ended. Good: all 0.`,
    kind: "table",
    unit: "short",
    queries: [
      { expression: max(increase(counterOf(stageFailures, ofPipeline), day), perRun), legend: "failures" },
      { expression: subtract(time, max(gaugeOf(stageLastRun, ofPipeline), perRun)), legend: "last run" },
    ],
    columns: [
      { title: "Stage", from: { label: "stage" } },
      { title: "Dagster job", from: { label: "dagster_job" } },
      {
        title: "Failures",
        from: { query: 0 },
        decimals: 0,
        steps: [
          { value: 0, color: "green" },
          { value: 1, color: "red" },
        ],
      },
      { title: "Last run ended", from: { query: 1 }, unit: "s", decimals: 0 },
    ],
    sort: { column: "Failures", ascending: false },
    ...half,
  },
];
