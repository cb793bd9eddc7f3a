import type { Expression } from "../catalogue/promql/expression.ts";
import type { Alert, Tuning } from "../rules/alert.ts";

/** A line of a panel: what is asked, and how its series are called. */
export interface PanelQuery {
  readonly expression: Expression;
  /** Grafana's legend, with `{{label}}` placeholders. */
  readonly legend: string;
}

export type Color = "green" | "yellow" | "red" | "blue" | "gray";

/** From `value` upwards the panel takes this colour. */
export interface Step {
  readonly value: number;
  readonly color: Color;
}

/** Texts in place of numbers. */
export type Mapping = Readonly<Record<string, { readonly text: string; readonly color: Color }>>;

/** A column of a table: a label of its series, or the value of one of the panel's queries, the first being 0. */
export interface Column {
  readonly title: string;
  readonly from: { readonly label: string } | { readonly query: number };
  /** Grafana's name of the unit; of a value only, like all that follows. */
  readonly unit?: string;
  readonly decimals?: number;
  readonly steps?: readonly Step[];
  readonly mapping?: Mapping;
}

/** Where a panel leads to, such as the runbook of an alert that it explains. */
export interface PanelLink {
  readonly title: string;
  readonly url: string;
}

interface PanelBase {
  /** Never changes, since links in alerts name it. */
  readonly id: number;
  readonly key: string;
  readonly title: string;
  /** What it shows, and what good looks like. */
  readonly description: string;
  /** Grafana's name of the unit. */
  readonly unit: string;
  readonly decimals?: number;
  readonly queries: readonly PanelQuery[];
  /** Colours by value; on a graph each is drawn as a line, and the lowest has no colour below it. */
  readonly steps?: readonly Step[];
  readonly mapping?: Mapping;
  /** The panel's own time range, back from now, in place of the dashboard's: "7d". */
  readonly timeFrom?: string;
  /** The shortest step between two points of a range: "1h" where each point stands for an hour. */
  readonly step?: string;
  /** In place of "no data", where nothing is what a healthy pipeline shows: "none". */
  readonly emptyWhenWell?: string;
  /** Beside the runbooks of the alerts that name the panel. */
  readonly links?: readonly PanelLink[];
  /** Title of the row that begins with this panel. */
  readonly section?: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Values over time, as lines or as bars; `stacked` where they are parts of a whole. */
interface Graph extends PanelBase {
  readonly kind: "timeseries";
  readonly bars?: true;
  readonly stacked?: true;
  readonly logarithmic?: true;
}

/** The last value of each series: as tiles, shares of a whole, dials or bars. */
interface Tiles extends PanelBase {
  readonly kind: "stat" | "pie";
}
interface Dials extends PanelBase {
  readonly kind: "gauge" | "bargauge";
  /** Ends of the scale. */
  readonly min?: number;
  readonly max?: number;
}

/** The last values, a row for each set of labels; by default sorted by the first value, largest first. */
interface Table extends PanelBase {
  readonly kind: "table";
  readonly columns: readonly Column[];
  readonly sort?: { readonly column: string; readonly ascending: boolean };
}

/** Observations over time by bucket; the query is a `sum by (le)` of increases of a histogram's buckets. */
interface Heatmap extends PanelBase {
  readonly kind: "heatmap";
}

/** A row for each series, and a field for each time, coloured by `steps` or `mapping`. */
interface StatusHistory extends PanelBase {
  readonly kind: "status-history";
}

/**
 * Nodes and the edges between them: the first query has labels `id` and `title`, and may have `color`, the second `id`,
 * `source`, `target`. `unit` is that of the nodes, printed as it is.
 */
interface NodeGraph extends PanelBase {
  readonly kind: "nodegraph";
  readonly edgeUnit: string;
}

/** A panel, whatever draws it. */
export type Panel = Graph | Tiles | Dials | Table | Heatmap | StatusHistory | NodeGraph;

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
  /** How often it asks anew; every 30 s by default. */
  readonly refresh?: string;
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
  monitoring: "Monitoring",
} as const;
export type FolderName = keyof typeof folders;

/** Data sources by the uid under which panels and links name them. */
export const dataSources = { prometheus: "prometheus", alertmanager: "alertmanager" } as const;

/** Grafana's team whose members may edit every folder. */
export const editorsTeam = "Editors";

/** The dashboard that people see first. */
export const homeUid = "home";

/** Tag of the annotations that tell when something was deployed. */
export const deploymentTag = "deployment";
