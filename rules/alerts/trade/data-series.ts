import type { Metric } from "../../../catalogue/metric.ts";
import { dagsterJob } from "../../../catalogue/trade-dagster.ts";
import { dataObservabilityJob } from "../../../catalogue/trade-observability.ts";
import { constant, growing, rising } from "../../fixture.ts";

/** The labels by which tables are told apart, whatever exposes them. */
export const perTable = ["table", "layer"] as const;

/** `service` labels of the document's alerts on data and on the stages between tables. */
export const dataQuality = "data-quality";
export const pipelineService = "pipeline";

export const layers = ["bronze", "silver", "gold"] as const;
export type Layer = (typeof layers)[number];

/** How a text names the table of an alert. */
export const tableName = "{{ $labels.layer }}.{{ $labels.table }}";

const table = (layer: Layer) => ({
  job: dataObservabilityJob.name,
  instance: "data-observability:8050",
  table: "trades",
  layer,
});

type Labels = Readonly<Record<string, string>>;

/** A gauge of a table in a layer that stays at a value. */
export const ofTable = (metric: Metric, layer: Layer, value: number, more: Labels = {}) =>
  constant(metric, { ...table(layer), ...more }, value);

/** A counter of a table in a layer. */
export const growingOfTable = (metric: Metric, layer: Layer, perSecond: number, more: Labels = {}) =>
  growing(metric, { ...table(layer), ...more }, perSecond);

/** A time of a table in a layer that stays so many seconds ago. A test's clock starts at 0. */
export const agoOfTable = (metric: Metric, layer: Layer, seconds: number, more: Labels = {}) =>
  rising(metric, { ...table(layer), ...more }, -seconds, 1);

const dagster = { job: dagsterJob.name, pipeline: dagsterJob.labels.pipeline };

/** A gauge that Dagster pushes. */
export const ofDagster = (metric: Metric, labels: Labels, value: number) =>
  constant(metric, { ...dagster, ...labels }, value);

/** A time that Dagster pushes and that stays so many seconds ago. */
export const agoOfDagster = (metric: Metric, labels: Labels, seconds: number) =>
  rising(metric, { ...dagster, ...labels }, -seconds, 1);
