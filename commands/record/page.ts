import { type Metric, sampleNames } from "../../catalogue/metric.ts";

/** A sample of a page, without its value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The samples of a page in Prometheus' text format, without their values. */
export const samplesOf = (page: string): readonly Sample[] =>
  page
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", labels = ""] = /^([^{\s]+)(?:\{(.*)\})?\s/.exec(line) ?? [];
      return { name, labels: labelsOf(labels) };
    });

const labelsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = "", value = ""]) => [key, value]));

/**
 * How a page differs from what the catalogue says of it: metrics that are missing, labels that are others; those of
 * `targetLabels` may come on top.
 */
export function pageFaults(
  page: string,
  metrics: readonly Metric[],
  targetLabels: readonly string[] = [],
): readonly string[] {
  const samples = samplesOf(page);
  return metrics.flatMap((metric) =>
    sampleNames(metric).flatMap((name) => {
      const found = samples.filter((sample) => sample.name === name);
      if (found.length === 0) return [`${name} is not on the page`];
      return [...new Set(found.flatMap(({ labels }) => labelFaults(name, metric, labels, targetLabels)))];
    }),
  );
}

function labelFaults(
  name: string,
  metric: Metric,
  labels: Sample["labels"],
  targetLabels: readonly string[],
): readonly string[] {
  const declared = Object.keys(metric.labels).sort();
  const keys = Object.keys(labels)
    .filter((key) => key !== "le" && !targetLabels.includes(key))
    .sort();
  if (keys.join() !== declared.join()) {
    return [`${name} has the labels [${keys.join(", ")}], not [${declared.join(", ")}]`];
  }
  return Object.entries(metric.labels).flatMap(([key, values]) =>
    values.kind === "closed" && !values.values.includes(labels[key] ?? "")
      ? [`${name} has ${key}="${labels[key]}", which is none of its values`]
      : [],
  );
}

/** A page without the samples that a test on them refuses. */
export const withoutSamples = (page: string, refused: (sample: Sample) => boolean): string =>
  page
    .split("\n")
    .filter((line) => line === "" || line.startsWith("#") || !samplesOf(line).some(refused))
    .join("\n");
