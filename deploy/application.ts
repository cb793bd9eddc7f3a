import type { ScrapeJob } from "../catalogue/job.ts";
import type { LabelValues, Metric } from "../catalogue/metric.ts";
import type { PipelineCatalogue } from "../catalogue/pipeline.ts";

/** A label as a module has it: of a named set of values, or any. */
export type ModuleLabel = { readonly name: string } & (
  | { readonly kind: "closed"; readonly type: string; readonly values: readonly string[] }
  | { readonly kind: "open"; readonly upTo: number; readonly examples: readonly string[] }
);

export interface ModuleMetric {
  readonly metric: Metric;
  readonly labels: readonly ModuleLabel[];
}

/** What one program exposes: a class of its own, since a process is one target. */
export interface ModuleJob {
  readonly job: ScrapeJob;
  readonly className: string;
  readonly metrics: readonly ModuleMetric[];
}

/** The instruments of a pipeline's own programs, in whatever language they are rendered. */
export interface InstrumentModule {
  readonly catalogue: PipelineCatalogue;
  /** Closed sets of label values by the name of their type. */
  readonly types: ReadonlyMap<string, readonly string[]>;
  readonly jobs: readonly ModuleJob[];
}

/** Scrape jobs whose metrics the team's own programs make. */
export const ownJobs = ({ jobs }: PipelineCatalogue): readonly ScrapeJob[] =>
  jobs.filter(({ producer, metrics }) => producer === "application" && metrics.length > 0);

/** What the modules of a pipeline have in common; undefined where it has no programs of its own. */
export function instrumentModule(catalogue: PipelineCatalogue): InstrumentModule | undefined {
  const jobs = ownJobs(catalogue);
  if (jobs.length === 0) return undefined;
  const typeOf = typeNames(jobs);
  const types = new Map<string, readonly string[]>();
  const label = (metric: Metric, name: string, values: LabelValues): ModuleLabel => {
    if (values.kind === "open") return { name, ...values };
    const type = typeOf(metric, name);
    types.set(type, values.values);
    return { name, ...values, type };
  };
  const planned = jobs.map((job) => ({
    job,
    className: `${pascalCase(job.name)}Metrics`,
    metrics: job.metrics.map((metric) => ({
      metric: checked(metric),
      labels: Object.entries(metric.labels).map(([name, values]) => label(metric, name, values)),
    })),
  }));
  const twice = repeated([...planned.map(({ className }) => className), ...types.keys()]);
  if (twice !== undefined) throw new Error(`${catalogue.name} would have two types with the name ${twice}`);
  return { catalogue, types, jobs: planned };
}

/** Types are called after their label, and after their metric too where a label has other values elsewhere. */
function typeNames(jobs: readonly ScrapeJob[]): (metric: Metric, label: string) => string {
  const sets = new Map<string, Set<string>>();
  for (const { labels } of jobs.flatMap(({ metrics }) => metrics)) {
    for (const [name, values] of Object.entries(labels)) {
      if (values.kind === "open") continue;
      sets.set(name, (sets.get(name) ?? new Set()).add(values.values.join("\n")));
    }
  }
  return ({ name }, label) => `${sets.get(label)?.size === 1 ? "" : pascalCase(name)}${pascalCase(label)}Value`;
}

const repeated = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index);

/** Names that the client libraries would change or refuse, and labels that are words of Python. */
function checked(metric: Metric): Metric {
  const { name, type } = metric;
  if ((type === "counter") !== name.endsWith("_total")) {
    throw new Error(`${name} is a ${type}: only the names of counters end in _total, which their client adds`);
  }
  const label = Object.keys(metric.labels).find((key) => reserved.has(key));
  if (label !== undefined) throw new Error(`${name}: a program cannot have a label ${label}`);
  return metric;
}

/** Words of Python that look like labels, what a histogram and a summary need, and what Prometheus sets itself. */
const reserved: ReadonlySet<string> = new Set(
  "self le quantile job instance and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

/** What a counter or histogram needs said at the start, so that its first increase counts: values of its open labels. */
export const openLabels = ({ labels }: ModuleMetric): readonly ModuleLabel[] =>
  labels.filter(({ kind }) => kind === "open");

/** Whether a metric's series start at 0: those that only grow. A gauge at 0 would state what nobody measured. */
export const startsAtZero = ({ metric: { type } }: ModuleMetric): boolean => type === "counter" || type === "histogram";

/** Counters and histograms whose series cannot all be known before the program runs. */
export const begunLater = ({ metrics }: ModuleJob): readonly ModuleMetric[] =>
  metrics.filter((metric) => startsAtZero(metric) && openLabels(metric).length > 0);

/** Labels by which series that are begun later can be named, each once; one with several sets of values is left out. */
export function beginLabels(job: ModuleJob): readonly ModuleLabel[] {
  const byName = new Map<string, ModuleLabel[]>();
  for (const label of begunLater(job).flatMap(({ labels }) => labels)) {
    byName.set(label.name, [...(byName.get(label.name) ?? []), label]);
  }
  return [...byName.values()].flatMap(([first, ...others]) =>
    first === undefined || others.some((other) => typeText(other) !== typeText(first)) ? [] : [first],
  );
}

const typeText = (label: ModuleLabel): string => (label.kind === "closed" ? label.type : "");

const units = {
  seconds: "seconds",
  bytes: "bytes",
  ratio: "ratio, 0 to 1",
  messages: "messages",
  records: "records",
  rows: "rows",
  cores: "cores",
  count: "count",
  none: "",
  milliseconds: "milliseconds",
  percent: "percent, 0 to 100",
  perSecond: "per second",
  bytesPerSecond: "bytes per second",
} as const satisfies Readonly<Record<Metric["unit"], string>>;

/** What a program's author has to know of a metric, a line each. */
export function describe({ metric, labels }: ModuleMetric): readonly string[] {
  const unit = units[metric.unit];
  const open = labels.flatMap((label) => (label.kind === "open" ? [openText(label)] : []));
  return [
    ...(unit === "" ? [] : [`Unit: ${unit}.`]),
    ...open,
    ...(metric.type === "gauge" && labels.length === 0 ? ["Reads 0 until it is set."] : []),
  ];
}

function openText({ name, upTo, examples }: Extract<ModuleLabel, { kind: "open" }>): string {
  const such =
    examples.length === 0 ? "" : `, such as ${examples.map((example) => JSON.stringify(example)).join(", ")}`;
  return `${name}: at most ${upTo} ${upTo === 1 ? "value" : "values"}${such}.`;
}

/** `kafka_consumer` and `kafka-consumer` as `KafkaConsumer`. */
export const pascalCase = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

export const camelCase = (name: string): string => {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
};

/** Text in lines of at most so many characters, where its words allow it. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
