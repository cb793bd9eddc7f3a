import { type Metric, sampleNames } from "../../catalogue/metric.ts";
import { metricsOf } from "../../catalogue/pipeline.ts";
import { syntheticMetrics } from "../../catalogue/synthetic.ts";
import { type Key, pathText, settingsKeys } from "../../commands/settings-keys.ts";
import { simulations } from "../../exporters/simulator/simulations.ts";
import { type Pipeline, pipelines } from "../../pipelines.ts";
import { defaultTuning } from "../../rules/alert.ts";

/** What is known of a thing that a reference names. */
export interface Fact {
  /** What people see of it: name or title. */
  readonly name?: string;
  /** A setting's default. */
  readonly default?: string;
  readonly severity?: string;
  readonly for?: string;
}

type Facts = readonly (readonly [ref: string, fact: Fact])[];

const metricNames = (metric: Metric): readonly string[] => [...new Set([metric.name, ...sampleNames(metric)])];

const metricFacts = (pipeline: string, metrics: readonly Metric[]): Facts =>
  metrics.flatMap(metricNames).map((name) => [`metric:${pipeline}/${name}`, { name }] as const);

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const settingFact = ({ path, node }: Key): Facts[number] => [
  `setting:${pathText(path)}`,
  node.default === undefined ? {} : { default: textOf(node.default) },
];

/** The defaults of alerts are their own, not the schema's. */
const tuningFacts = ({ alerts: { pipeline, alerts } }: Pipeline): Facts =>
  alerts.flatMap((alert) => {
    const { numbers, window, team, ...rest } = defaultTuning(alert);
    const values = { ...rest, ...numbers, ...(window === "" ? {} : { window }) };
    return Object.entries(values).map(
      ([name, value]) => [`setting:alerts.${pipeline}.${alert.name}.${name}`, { default: textOf(value) }] as const,
    );
  });

const pipelineFacts = ({ catalogue, recordings, alerts, dashboards }: Pipeline): Facts => [
  ...metricFacts(catalogue.name, metricsOf(catalogue.jobs)),
  ...recordings.map(({ metric: { name } }) => [`recording:${name}`, { name }] as const),
  ...catalogue.jobs.flatMap(({ name }) => [
    [`job:${name}`, { name }] as const,
    [`job:${catalogue.name}/${name}`, { name }] as const,
  ]),
  ...catalogue.logs.flatMap(({ component, fields }) => [
    [`log:${catalogue.name}/${component}`, {}] as const,
    ...fields.map(({ name }) => [`log:${catalogue.name}/${component}/${name}`, { name }] as const),
  ]),
  ...alerts.alerts.map(
    ({ name, severity, for: wait }) => [`alert:${alerts.pipeline}/${name}`, { name, severity, for: wait }] as const,
  ),
  ...dashboards.flatMap(({ uid, title, panels, variables }) => [
    [`dashboard:${uid}`, { name: title }] as const,
    ...panels({ tuning: defaultTuning }).map((panel) => [`panel:${uid}/${panel.key}`, { name: panel.title }] as const),
    ...variables.map(({ name }) => [`variable:${uid}/${name}`, { name: `$${name}` }] as const),
  ]),
];

/** The kinds of references to what the code declares. */
export const declaredKinds = [
  "metric",
  "recording",
  "job",
  "log",
  "alert",
  "panel",
  "dashboard",
  "variable",
  "setting",
  "scenario",
];

/** Everything that the code declares, by the reference that names it. */
export const declared = (): ReadonlyMap<string, Fact> =>
  new Map<string, Fact>([
    ...settingsKeys().map(settingFact),
    ...metricFacts("prometheus", syntheticMetrics),
    ...simulations().flatMap(
      ({ pipeline, scenarios }): Facts =>
        [...scenarios.keys()].map((name) => [`scenario:${pipeline}/${name}`, { name }] as const),
    ),
    ...pipelines.flatMap(pipelineFacts),
    ...pipelines.flatMap(tuningFacts),
  ]);
