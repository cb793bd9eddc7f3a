import type { Metric } from "../../../catalogue/metric.ts";
import { samplesOf } from "../../../commands/record/page.ts";
import {
  begunLater,
  camelCase,
  type ModuleJob,
  type ModuleLabel,
  type ModuleMetric,
  openLabels,
  startsAtZero,
} from "../../../deploy/application.ts";

/** What a driver says of a class that it has used. */
export interface Driven {
  readonly before: string;
  readonly after: string;
  readonly openMetrics?: string;
  /** Metrics and closed labels that took a value which is none of theirs. */
  readonly accepted: readonly (readonly string[])[];
  /** Metrics that went into the client's own registry rather than the one that was given. */
  readonly leaked: readonly string[];
}

export type Language = "python" | "typescript";

/** What is done with each metric: the number that is added, set or observed. */
const values = { counter: 2, gauge: 3, histogram: 0.5, info: 1 } as const;

/** What a driver is told to do with a class. */
export const planOf = ({ className, metrics, ...job }: ModuleJob, language: Language) => ({
  className,
  begins: begunLater({ className, metrics, ...job }).map((planned) => labelsOf(openLabels(planned))),
  metrics: metrics.map(({ metric, labels }) => ({
    name: metric.name,
    type: metric.type,
    method: methodOf(metric, labels.length > 0, language),
    labels: labelsOf(labels),
    closed: labels.filter(({ kind }) => kind === "closed").map(({ name }) => name),
    value: values[metric.type],
  })),
});

function methodOf({ name, type }: Metric, labelled: boolean, language: Language): string {
  const full = type === "info" && labelled ? `set_${name}` : name;
  return language === "python" ? full : camelCase(full);
}

const known = (label: ModuleLabel): readonly string[] =>
  label.kind === "closed" ? label.values : [label.examples[0] ?? "some"];

/** The first value of each label. */
export const labelsOf = (labels: readonly ModuleLabel[]): Readonly<Record<string, string>> =>
  Object.fromEntries(labels.map((label) => [label.name, known(label)[0] ?? ""]));

const keyOf = (name: string, labels: Readonly<Record<string, string>>): string =>
  `${name}${JSON.stringify(Object.entries(labels).sort())}`;

/** A page's samples with their values. */
function valuesOf(page: string): ReadonlyMap<string, number> {
  const lines = page.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    samplesOf(page).map(({ name, labels }, index) => [
      keyOf(name, labels),
      Number((lines[index] ?? "").split(" ").at(-1)),
    ]),
  );
}

/** The one sample that tells whether a counter or histogram has a series. */
const countOf = ({ name, type }: Metric): string => (type === "histogram" ? `${name}_count` : name);

/** Series that should be at 0 before anything happened, and are not. */
export function startFaults(page: string, { metrics }: ModuleJob): readonly string[] {
  const found = valuesOf(page);
  return metrics.filter(startsAtZero).flatMap(({ metric, labels }) =>
    combinations(labels)
      .map((each) => keyOf(countOf(metric), each))
      .filter((key) => found.get(key) !== 0),
  );
}

const combinations = (labels: readonly ModuleLabel[]): readonly Readonly<Record<string, string>>[] =>
  labels.reduce<readonly Readonly<Record<string, string>>[]>(
    (made, label) => made.flatMap((each) => known(label).map((value) => ({ ...each, [label.name]: value }))),
    [{}],
  );

/** Series that do not show what was done with them, by so many processes. */
export function endFaults(page: string, { metrics }: ModuleJob, processes = 1): readonly string[] {
  const found = valuesOf(page);
  return metrics.flatMap(({ metric, labels }) => {
    const key = keyOf(countOf(metric), labelsOf(labels));
    const grown = metric.type === "histogram" ? processes : values[metric.type] * processes;
    const expected = metric.type === "counter" || metric.type === "histogram" ? grown : values[metric.type];
    return found.get(key) === expected ? [] : [`${key} is ${found.get(key)}, not ${expected}`];
  });
}

/** Headers and buckets of a page in Prometheus' text format that are not the catalogue's. */
export const headerFaults = (page: string, { metrics }: ModuleJob): readonly string[] => {
  const lines = new Set(page.split("\n"));
  return metrics.flatMap((planned) => {
    const { name, type, help } = planned.metric;
    const wanted = [
      `# TYPE ${name} ${type === "info" ? "gauge" : type}`,
      `# HELP ${name} ${help.replaceAll("\\", "\\\\")}`,
    ];
    return [...wanted.filter((line) => !lines.has(line)), ...bucketFaults(page, planned)];
  });
};

function bucketFaults(page: string, { metric }: ModuleMetric): readonly string[] {
  if (metric.type !== "histogram") return [];
  const bounds = samplesOf(page)
    .filter(({ name }) => name === `${metric.name}_bucket`)
    .map(({ labels: { le = "" } }) => (le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le)));
  const found = [...new Set(bounds)].sort((a, b) => a - b).join();
  const wanted = [...metric.buckets, Number.POSITIVE_INFINITY].join();
  return found === wanted ? [] : [`${metric.name} has the bounds ${found}, not ${wanted}`];
}
