import type { Expression } from "../catalogue/promql/expression.ts";
import type { Alert, Tuning } from "../rules/alert.ts";

/** A line of a panel: what is asked, and how its series are called. */
export interface PanelQuery {
  readonly expression: Expression;
  /** Grafana's legend, with `{{label}}` placeholders. */
  readonly legend: string;
}

/** From `value` upwards the panel takes this colour. */
export interface Step {
  readonly value: number;
  readonly color: "green" | "yellow" | "red";
}

/** A panel, whatever draws it. Its `id` never changes, since links in alerts name it. */
export interface Panel {
  readonly id: number;
  readonly key: string;
  readonly title: string;
  /** What it shows, and what good looks like. */
  readonly description: string;
  readonly kind: "timeseries" | "stat" | "pie";
  /** Grafana's name of the unit. */
  readonly unit: string;
  readonly decimals?: number;
  readonly queries: readonly PanelQuery[];
  /** Colours by value, lowest first; a single step on a time series is drawn as a line. */
  readonly steps?: readonly Step[];
  readonly mapping?: Readonly<Record<string, { readonly text: string; readonly color: "green" | "red" | "gray" }>>;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What panels may read: the values that the alerts use. */
export interface PanelContext {
  readonly tuning: <N extends string>(alert: Alert<N>) => Tuning<N>;
}

/** A choice at the top of a dashboard: the values of a label, of which any number may be picked. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** Series whose label values are offered. */
  readonly of: Expression;
}

export interface DashboardDefinition {
  /** Part of every link to it: never changes. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly folder: FolderName;
  readonly tags: readonly string[];
  readonly variables: readonly Variable[];
  readonly panels: (context: PanelContext) => readonly Panel[];
}

/** Grafana's folders: uid and title. */
export const folders = {
  pipelines: "Pipeline",
  kafka: "Kafka",
  flink: "Flink",
  infrastructure: "Infrastructure",
  "data-quality": "Data Quality",
  api: "API",
} as const;
export type FolderName = keyof typeof folders;

/** Data sources by the uid under which panels and links name them. */
export const dataSources = { prometheus: "prometheus", alertmanager: "alertmanager" } as const;
