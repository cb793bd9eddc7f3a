import {
  beginLabels,
  begunLater,
  describe,
  type InstrumentModule,
  type ModuleJob,
  type ModuleLabel,
  type ModuleMetric,
  openLabels,
  startsAtZero,
  wrapped,
} from "./application.ts";

/** Names of modules: `k2-streaming` as `k2_streaming_metrics`. */
export const pythonModule = (pipeline: string): string => `${pipeline.replaceAll(/[^A-Za-z0-9]/g, "_")}_metrics`;

const width = 100;
/** Python takes JSON's strings as they are. */
const text = (value: string): string => JSON.stringify(value);
const inComment = (value: string): string => value.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
const indented = (lines: readonly string[], depth: number): readonly string[] =>
  lines.map((line) => (line === "" ? "" : " ".repeat(4 * depth) + line));

/** A Python module of a pipeline's own metrics, by prometheus_client: a class for each program. */
export const renderPython = (module: InstrumentModule): string =>
  [
    prelude(module),
    ...[...module.types].map(([name, values]) => literal(name, values)),
    helpers,
    ...module.jobs.map(renderClass),
  ].join("\n");

const prelude = ({
  catalogue: { name, title },
  jobs,
}: InstrumentModule): string => `"""Metrics of the pipeline ${inComment(name)} (${inComment(title)}), as its alerts and dashboards read them.

Rendered from the catalogue: change the metric there, and render again.

A program makes one object of its class, ${jobs.map(({ className }) => className).join(", ")},
and serves it with start(). A metric with labels is a method that returns the series of their values; where it is hot,
keep what it returns. Counters and histograms begin at 0 with all values that are known beforehand: Prometheus does not
count the step from no series to the first value. begin() does the same for values that are known at the start.

Several processes that share one page (PyFlink's workers, a web server's) all set PROMETHEUS_MULTIPROC_DIR to one folder,
which is emptied before they start, and one process calls start(). A gauge then has the value that was set last by any of
them, and is set only, not increased.

Needs Python 3.8 and prometheus_client 0.20, or newer.
"""

from __future__ import annotations

import os
from itertools import product
from typing import Any, Iterable, Literal, get_args

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    start_http_server,
)
from prometheus_client.multiprocess import MultiProcessCollector
`;

const literal = (name: string, values: readonly string[]): string =>
  [`${name} = Literal[`, ...values.map((value) => `    ${text(value)},`), "]"].join("\n");

const helpers = `
_SHARED = "PROMETHEUS_MULTIPROC_DIR" in os.environ
_GAUGE_MODE: Any = "mostrecent" if _SHARED else "all"


def _one_of(label: str, value: object, allowed: Any) -> None:
    """Refuses a value that no alert or panel knows."""
    if value not in get_args(allowed):
        raise ValueError(f"{label} is {value!r}, which is none of {', '.join(get_args(allowed))}")


def _begin(metric: Counter | Histogram, *values: Iterable[str | int]) -> None:
    """Makes a series of each combination, at 0."""
    for combination in product(*values):
        metric.labels(*combination)


def _state(metric: Gauge, *values: str | int) -> None:
    """Replaces what an info said before."""
    if not _SHARED:
        metric.clear()
    metric.labels(*values).set(1)


def _serve(registry: CollectorRegistry, port: int, addr: str) -> Any:
    # A time of creation for each counter and each series of a histogram would double what the job is expected to have.
    disable_created_metrics()  # type: ignore[no-untyped-call, unused-ignore]
    if _SHARED:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call, unused-ignore]
    return start_http_server(port, addr=addr, registry=registry)
`;

function renderClass(job: ModuleJob): string {
  const { name, metricsPath, targets } = job.job;
  const pushed = targets.from === "push";
  return [
    "",
    `class ${job.className}:`,
    ...indented(
      [
        `"""The metrics of the scrape job ${name}${pushed ? ", which pushes them: see push_metrics.py" : `, served at ${metricsPath}`}."""`,
        "",
        "def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:",
        "    self.registry = registry",
        ...indented(job.metrics.flatMap(construction), 1),
        ...indented(job.metrics.flatMap(firstSeries), 1),
        ...job.metrics.filter(({ labels }) => labels.length > 0).flatMap(method),
        ...begin(job),
        ...(pushed ? [] : start),
      ],
      1,
    ),
    "",
  ].join("\n");
}

const start = [
  "",
  'def start(self, port: int, addr: str = "0.0.0.0") -> Any:',
  '    """Serves the metrics from a thread; returns what start_http_server does: server and thread."""',
  "    return _serve(self.registry, port, addr)",
];

const client = { counter: "Counter", gauge: "Gauge", info: "Gauge", histogram: "Histogram" } as const;

/** A metric without labels is the client's object; of one with labels only the method below is public. */
const attribute = ({ metric: { name }, labels }: ModuleMetric): string => (labels.length === 0 ? name : `_${name}`);

function construction(planned: ModuleMetric): readonly string[] {
  const { metric, labels } = planned;
  const type = client[metric.type];
  return [
    `self.${attribute(planned)} = ${type}(`,
    `    ${text(metric.name)},`,
    `    ${text(metric.help)},`,
    ...(labels.length === 0 ? [] : [`    [${labels.map(({ name }) => text(name)).join(", ")}],`]),
    ...(type === "Histogram" ? buckets(metric.buckets) : []),
    ...(type === "Gauge" ? ["    multiprocess_mode=_GAUGE_MODE,"] : []),
    "    registry=registry,",
    ")",
    ...(labels.length === 0 ? docstring(planned) : []),
  ];
}

function buckets(bounds: readonly number[]): readonly string[] {
  return [`    buckets=[${bounds.join(", ")}],`];
}

function docstring(planned: ModuleMetric): readonly string[] {
  const [first = "", ...more] = wrapped(inComment(planned.metric.help), width);
  const notes = describe(planned).flatMap((line) => wrapped(inComment(line), width));
  if (more.length + notes.length === 0) return [`"""${first}"""`];
  return [`"""${first}`, ...more, ...(notes.length === 0 ? [] : ["", ...notes]), '"""'];
}

/** All series of counters and histograms that only closed labels tell apart. */
function firstSeries(planned: ModuleMetric): readonly string[] {
  const { labels } = planned;
  if (!startsAtZero(planned) || labels.length === 0 || openLabels(planned).length > 0) return [];
  return [`_begin(self.${attribute(planned)}, ${labels.map(allValues).join(", ")})`];
}

const allValues = (label: ModuleLabel): string => (label.kind === "closed" ? `get_args(${label.type})` : "");

const parameter = (label: ModuleLabel): string =>
  `${label.name}: ${label.kind === "closed" ? label.type : "str | int"}`;

const signature = (name: string, parameters: readonly string[], result: string): readonly string[] => {
  const line = `def ${name}(self, *, ${parameters.join(", ")}) -> ${result}:`;
  return line.length <= width
    ? [line]
    : [`def ${name}(`, "    self,", "    *,", ...parameters.map((each) => `    ${each},`), `) -> ${result}:`];
};

function method(planned: ModuleMetric): readonly string[] {
  const { metric, labels } = planned;
  const own = `self.${attribute(planned)}`;
  const values = labels.map(({ name }) => name).join(", ");
  const parameters = labels.map(parameter);
  const checks = labels.flatMap((label) =>
    label.kind === "closed" ? [`_one_of(${text(label.name)}, ${label.name}, ${label.type})`] : [],
  );
  const [head, result, body] =
    metric.type === "info"
      ? [`set_${metric.name}`, "None", `_state(${own}, ${values})`]
      : [metric.name, client[metric.type], `return ${own}.labels(${values})`];
  return ["", ...signature(head, parameters, result), ...indented([...docstring(planned), ...checks, body], 1)];
}

function begin(job: ModuleJob): readonly string[] {
  const labels = beginLabels(job);
  const given = new Set(labels.map(({ name }) => name));
  const metrics = begunLater(job).filter((metric) => openLabels(metric).every(({ name }) => given.has(name)));
  if (metrics.length === 0) return [];
  return [
    "",
    ...signature(
      "begin",
      labels.map((label) => `${parameter(label)} | None = None`),
      "None",
    ),
    ...indented(
      [
        '"""Begins at 0 each counter and histogram all of whose open labels are given.',
        "A closed label that is not given takes all its values.",
        '"""',
        ...labels.flatMap((label) =>
          label.kind === "closed"
            ? [`if ${label.name} is not None:`, `    _one_of(${text(label.name)}, ${label.name}, ${label.type})`]
            : [],
        ),
        ...metrics.flatMap((planned) => [
          `if ${openLabels(planned)
            .map(({ name }) => `${name} is not None`)
            .join(" and ")}:`,
          "    _begin(",
          `        self.${attribute(planned)},`,
          ...planned.labels.map((label) => `        ${beginValues(label, given)},`),
          "    )",
        ]),
      ],
      1,
    ),
  ];
}

function beginValues(label: ModuleLabel, given: ReadonlySet<string>): string {
  if (label.kind === "open") return `[${label.name}]`;
  return given.has(label.name) ? `${allValues(label)} if ${label.name} is None else [${label.name}]` : allValues(label);
}
