import {
  beginLabels,
  begunLater,
  camelCase,
  describe,
  type InstrumentModule,
  type ModuleJob,
  type ModuleLabel,
  type ModuleMetric,
  openLabels,
  startsAtZero,
  wrapped,
} from "./application.ts";

/** Names of modules: `k2-streaming` as `k2-streaming-metrics.ts`. */
export const typescriptModule = (pipeline: string): string => `${pipeline}-metrics.ts`;

const width = 100;
const text = (value: string): string => JSON.stringify(value);
const inComment = (value: string): string => value.replaceAll("*/", "*\\/");
const indented = (lines: readonly string[], depth = 1): readonly string[] =>
  lines.map((line) => (line === "" ? "" : "  ".repeat(depth) + line));

/** A TypeScript module of a pipeline's own metrics, by prom-client: a class for each program. */
export const renderTypeScript = (module: InstrumentModule): string =>
  [
    prelude(module),
    ...[...module.types].map(([name, values]) => valueType(name, values)),
    ...module.jobs.map(renderClass),
    helpers,
  ].join("\n");

const prelude = ({ catalogue: { name, title }, jobs }: InstrumentModule): string => `/*
 * Metrics of the pipeline ${inComment(name)} (${inComment(title)}), as its alerts and dashboards read them.
 *
 * Rendered from the catalogue: change the metric there, and render again.
 *
 * A program makes one object of its class and serves it with start(): ${jobs.map(({ className }) => className).join(", ")}.
 * A metric with labels is a method that returns the series of their values; where it is hot, keep what it returns.
 * Counters and histograms begin at 0 with all values that are known beforehand: Prometheus does not count the step from
 * no series to the first value. begin() does the same for values that are known at the start.
 *
 * Needs prom-client 15.
 */

import { createServer, type Server } from "node:http";
import { Counter, Gauge, Histogram, type Registry, register } from "prom-client";
`;

/** `StatusValue` has its values in `statusValues`. */
const listOf = (type: string): string => `${camelCase(type)}s`;

const valueType = (name: string, values: readonly string[]): string =>
  [
    `export const ${listOf(name)} = [${values.map(text).join(", ")}] as const;`,
    `export type ${name} = (typeof ${listOf(name)})[number];`,
    "",
  ].join("\n");

const helpers = `/** Values that a label may have; undefined: any. */
type Allowed = Readonly<Record<string, readonly string[] | undefined>>;
type Labels = Readonly<Record<string, string | number>>;

/** Refuses a label that is missing, and a value that no alert or panel knows. */
function checked<L extends Labels>(labels: L, allowed: Allowed): L {
  for (const [name, values] of Object.entries(allowed)) {
    const value = labels[name];
    if (value === undefined) throw new TypeError(\`the label \${name} is missing\`);
    if (values !== undefined && !values.includes(String(value))) {
      throw new RangeError(\`\${name} is "\${value}", which is none of \${values.join(", ")}\`);
    }
  }
  return labels;
}

/** Makes a series at 0 of each combination of values: the one that is given, or all; none where one is not known yet. */
function begin(
  metric: Counter<string> | Histogram<string>,
  allowed: Allowed,
  given: { readonly [label: string]: string | number | undefined } = {},
): void {
  let combinations: Record<string, string | number>[] = [{}];
  for (const [name, all = []] of Object.entries(allowed)) {
    const value = given[name];
    const values = value === undefined ? all : [value];
    combinations = combinations.flatMap((labels) => values.map((each) => ({ ...labels, [name]: each })));
  }
  for (const labels of combinations) {
    checked(labels, allowed);
    if (metric instanceof Histogram) metric.zero(labels);
    else metric.inc(labels, 0);
  }
}

function serve(registry: Registry, path: string, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url?.split("?")[0] !== path) {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (page) => response.writeHead(200, { "Content-Type": registry.contentType }).end(page),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}
`;

function renderClass(job: ModuleJob): string {
  const { name, metricsPath, targets } = job.job;
  const pushed = targets.from === "push";
  return [
    `/** The metrics of the scrape job ${name}${pushed ? ", which pushes them" : `, served at ${metricsPath}`}. */`,
    `export class ${job.className} {`,
    ...indented([
      "readonly registry: Registry;",
      ...job.metrics.flatMap(field),
      "",
      "constructor(registry: Registry = register) {",
      ...indented([
        "this.registry = registry;",
        ...job.metrics.flatMap(construction),
        ...job.metrics.flatMap(firstSeries),
      ]),
      "}",
      ...job.metrics.filter(({ labels }) => labels.length > 0).flatMap(method),
      ...beginMethod(job),
      ...(pushed ? [] : start(metricsPath)),
    ]),
    "}",
    "",
  ].join("\n");
}

const start = (path: string): readonly string[] => [
  "",
  "/** Serves the metrics; resolves once it listens. Port 0 takes a free one. */",
  'start(port: number, host = "0.0.0.0"): Promise<Server> {',
  `  return serve(this.registry, ${text(path)}, port, host);`,
  "}",
];

const client = { counter: "Counter", gauge: "Gauge", info: "Gauge", histogram: "Histogram" } as const;
const internal = {
  Counter: "Counter.Internal",
  Gauge: "Gauge.Internal<string>",
  Histogram: "Histogram.Internal<string>",
};

/** A metric without labels is the client's object; of one with labels only the method below is public. */
const own = ({ metric: { name }, labels }: ModuleMetric): string =>
  `${labels.length === 0 ? "" : "#"}${camelCase(name)}`;

function field(planned: ModuleMetric): readonly string[] {
  const { metric, labels } = planned;
  const type = client[metric.type];
  if (labels.length > 0) return [`readonly ${own(planned)}: ${type}<string>;`];
  return [...comment(planned), `readonly ${own(planned)}: ${internal[type]};`];
}

function construction(planned: ModuleMetric): readonly string[] {
  const { metric, labels } = planned;
  return [
    `this.${own(planned)} = new ${client[metric.type]}({`,
    ...indented([
      `name: ${text(metric.name)},`,
      `help: ${text(metric.help)},`,
      ...(labels.length === 0 ? [] : [`labelNames: [${labels.map(({ name }) => text(name)).join(", ")}],`]),
      ...(metric.type === "histogram" ? [`buckets: [${metric.buckets.join(", ")}],`] : []),
      "registers: [registry],",
    ]),
    "});",
  ];
}

function comment(planned: ModuleMetric): readonly string[] {
  const lines = [`\`${planned.metric.name}\`: ${planned.metric.help}`, ...describe(planned)].flatMap((line) =>
    wrapped(inComment(line), width),
  );
  return lines.length === 1 ? [`/** ${lines[0]} */`] : ["/**", ...lines.map((line) => ` * ${line}`), " */"];
}

/** All series of counters and histograms that only closed labels tell apart. */
function firstSeries(planned: ModuleMetric): readonly string[] {
  const { labels } = planned;
  if (!startsAtZero(planned) || labels.length === 0 || openLabels(planned).length > 0) return [];
  return [`begin(this.${own(planned)}, ${allowedOf(labels)});`];
}

const allowed = (label: ModuleLabel): string => (label.kind === "closed" ? listOf(label.type) : "undefined");
const typeOf = (label: ModuleLabel): string => (label.kind === "closed" ? label.type : "string | number");
const allowedOf = (labels: readonly ModuleLabel[]): string =>
  `{ ${labels.map((label) => `${label.name}: ${allowed(label)}`).join(", ")} }`;

function method(planned: ModuleMetric): readonly string[] {
  const { metric, labels } = planned;
  const types = labels.map((label) => `  readonly ${label.name}: ${typeOf(label)};`);
  const values = `checked(labels, ${allowedOf(labels)})`;
  const body =
    metric.type === "info"
      ? [
          `${camelCase(`set_${metric.name}`)}(labels: {`,
          ...types,
          "}): void {",
          `  const values = ${values};`,
          "  // What it said before no longer holds.",
          `  this.${own(planned)}.reset();`,
          `  this.${own(planned)}.set(values, 1);`,
        ]
      : [
          `${camelCase(metric.name)}(labels: {`,
          ...types,
          `}): ${internal[client[metric.type]]} {`,
          `  return this.${own(planned)}.labels(${values});`,
        ];
  return ["", ...comment(planned), ...body, "}"];
}

function beginMethod(job: ModuleJob): readonly string[] {
  const labels = beginLabels(job);
  const metrics = begunLater(job);
  if (metrics.length === 0) return [];
  return [
    "",
    "/**",
    " * Begins at 0 each counter and histogram all of whose open labels are given. A closed label that is not given takes all",
    " * its values.",
    " */",
    "begin(labels: {",
    ...labels.map((label) => `  readonly ${label.name}?: ${typeOf(label)};`),
    "}): void {",
    ...indented(metrics.map((planned) => `begin(this.${own(planned)}, ${allowedOf(planned.labels)}, labels);`)),
    "}",
  ];
}
