import { type PageName, pagesOf } from "../catalogue/job.ts";
import type { PipelineCatalogue } from "../catalogue/pipeline.ts";
import { begunLater, instrumentModule, type ModuleJob, type ModuleLabel, type ModuleMetric } from "./application.ts";
import type { DeployFiles } from "./index.ts";
import { pythonModule } from "./python.ts";

/** Files as rows of a table: what goes where. */
export const fileRows = (files: DeployFiles): readonly (readonly [file: string, program: string, place: string])[] =>
  [...files].map(([path, { program, place }]) => [path, program, place]);

/** What the folder of a pipeline holds, and how each kind of program uses it. */
export function renderGuide(catalogue: PipelineCatalogue, files: DeployFiles): string {
  const rows = [["File", "For", "Where it goes"], ["---", "---", "---"], ...fileRows(files)];
  return [
    `# ${catalogue.title}: files to deploy beside the programs`,
    "",
    "Rendered from the catalogue, so that producers and alerts share one declaration. Change the catalogue, not these files.",
    "",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
    ...usage(catalogue),
  ].join("\n");
}

function usage(catalogue: PipelineCatalogue): readonly string[] {
  const module = instrumentModule(catalogue);
  if (module === undefined) return [];
  const runs = (page: PageName) => catalogue.jobs.some((job) => pagesOf(job).includes(page));
  const from = pythonModule(catalogue.name);
  const scraped = module.jobs.find(({ job }) => job.targets.from !== "push");
  const pushed = module.jobs.find(({ job }) => job.targets.from === "push");
  return [
    ...(scraped === undefined ? [] : longRunning(from, scraped)),
    ...(scraped !== undefined && runs("spark-driver") ? sparkDriver(scraped) : []),
    ...(scraped !== undefined && runs("flink-taskmanager") ? pyFlink(from, scraped) : []),
    ...(pushed === undefined ? [] : dagster(from, pushed)),
  ];
}

const python = (lines: readonly string[]): readonly string[] => ["", "```python", ...lines, "```", ""];

const longRunning = (from: string, job: ModuleJob): readonly string[] => [
  "## A program that runs on, such as a Kafka consumer",
  "",
  `One object for the process. Prometheus asks the port that stack config names at \`targets.${job.job.name}\`.`,
  ...python([
    `from ${from} import ${job.className}`,
    "",
    `metrics = ${job.className}()`,
    ...begun(job),
    "metrics.start(8000)",
    "",
    ...(example(job) ?? []),
  ]),
  "A label value that the catalogue does not have is refused, by type checkers and by `ValueError`.",
  "",
];

const sparkDriver = (job: ModuleJob): readonly string[] => [
  "## A Spark driver",
  "",
  "Metrics are made of each batch's progress, in the driver: executors' processes have no page. Its port is another than",
  "that of Spark's UI, where Spark's own metrics are. A query reports only if it has a name (`queryName`).",
  ...python([
    "from pyspark.sql.streaming import StreamingQueryListener",
    "",
    "",
    "class Progress(StreamingQueryListener):",
    "    def onQueryProgress(self, event):",
    "        progress = event.progress  # numInputRows, durationMs, sources[...].endOffset",
    ...(example(job) ?? []).map((line) => `        ${line}`),
    "",
    "    def onQueryStarted(self, event): ...",
    "    def onQueryIdle(self, event): ...",
    "    def onQueryTerminated(self, event): ...",
    "",
    "",
    "spark.streams.addListener(Progress())",
  ]),
];

const pyFlink = (from: string, job: ModuleJob): readonly string[] => [
  "## Python functions in Flink",
  "",
  "A TaskManager's Python workers are processes that share one page. Before the TaskManager starts, empty a folder and name",
  "it in its environment, `PROMETHEUS_MULTIPROC_DIR`, which the workers inherit. They make their object in `open()`; one",
  "process beside them, with the same folder, serves the page of them all:",
  ...python([
    `from ${from} import ${job.className}`,
    "",
    `_, thread = ${job.className}().start(8000)`,
    "thread.join()",
  ]),
];

const dagster = (from: string, job: ModuleJob): readonly string[] => [
  "## Dagster",
  "",
  "One sensor pushes; it reads the event log from its cursor on, and keeps the counts in the cursor. `push.env` belongs into",
  `the environment of the process that evaluates it, and \`${job.job.name}\` into \`pushes\` of stack config.`,
  ...python([
    `from ${from} import ${job.className}`,
    "from push_metrics import pushed",
    "",
    `with pushed("${job.job.name}", carried=counts) as push:`,
    `    metrics = ${job.className}(push.registry)`,
    ...(example(job) ?? []).map((line) => `    ${line}`),
    "counts = push.carried",
  ]),
];

/** A call that begins the first of the series with open labels. */
function begun(job: ModuleJob): readonly string[] {
  const [first] = begunLater(job);
  const open = first?.labels.filter(({ kind }) => kind === "open") ?? [];
  return open.length === 0 ? [] : [`metrics.begin(${open.map(argument).join(", ")})`];
}

/** A call that counts, observes or sets. */
function example({ metrics }: ModuleJob): readonly string[] | undefined {
  const metric = metrics.find(({ metric: { type } }) => type === "counter") ?? metrics[0];
  return metric === undefined ? undefined : [call(metric)];
}

const updates = { counter: ".inc()", gauge: ".set(1)", histogram: ".observe(0.25)", info: "" } as const;

function call({ metric: { name, type }, labels }: ModuleMetric): string {
  const series =
    labels.length === 0 ? name : `${type === "info" ? "set_" : ""}${name}(${labels.map(argument).join(", ")})`;
  return `metrics.${series}${updates[type]}`;
}

const argument = (label: ModuleLabel): string => {
  const values = label.kind === "closed" ? label.values : label.examples;
  return `${label.name}=${JSON.stringify(values[0] ?? label.name)}`;
};
