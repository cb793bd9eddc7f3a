import type { ScrapeJob } from "../../catalogue/job.ts";
import { downstream } from "../../catalogue/lineage.ts";
import type { Pipeline } from "../../pipelines.ts";
import type { Settings } from "../../settings/settings.ts";
import { type Alert, type Severity, severities } from "../alert.ts";
import { activeAlerts } from "../rule-files.ts";
import { enabledPipelines, isFed } from "../targets.ts";

/** A label that an alert must have, and its values. */
export interface Only {
  readonly label: string;
  readonly values: readonly string[];
}

/** While one of the sources fires, the targets notify nobody. */
export interface Inhibition {
  /** Of sources and targets: no alert hides one of another pipeline. */
  readonly pipeline: string;
  readonly sources: readonly string[];
  readonly sourcesOf?: Only;
  readonly targets: readonly string[];
  readonly targetsOf?: Only;
  /** Labels in which source and target must agree. */
  readonly equal: readonly string[];
}

/**
 * What hides what, of the alerts that exist under these settings. An alert is hidden by none that is less severe: what
 * would have paged is hidden only by what pages.
 */
export const inhibitions = (settings: Settings): readonly Inhibition[] =>
  enabledPipelines(settings).flatMap(({ pipeline }) => inhibitionsOf(pipeline, settings));

/** `inhibit_rules` of alertmanager.yml. */
export const renderInhibitions = (settings: Settings): readonly object[] =>
  inhibitions(settings).map(({ pipeline, sources, sourcesOf, targets, targetsOf, equal }) => ({
    source_matchers: matchers(pipeline, sources, sourcesOf),
    target_matchers: matchers(pipeline, targets, targetsOf),
    ...(equal.length === 0 ? {} : { equal }),
  }));

const matchers = (pipeline: string, names: readonly string[], only: Only | undefined): readonly string[] => [
  matcher("pipeline", [pipeline]),
  matcher("alertname", names),
  ...(only === undefined ? [] : [matcher(only.label, only.values)]),
];

const matcher = (label: string, values: readonly string[]): string =>
  `${label}${values.length === 1 ? "=" : "=~"}"${values.join("|")}"`;

/** Those of one pipeline; refuses what hides an alert that is not declared. */
export function inhibitionsOf(pipeline: Pipeline, settings: Settings): readonly Inhibition[] {
  const active = activeAlerts(pipeline, settings);
  const severityOf = (alert: Alert): Severity => settings.tuning(pipeline.catalogue.name, alert).severity;
  const rank = (alert: Alert): number => severities.indexOf(severityOf(alert));
  const all = active.flatMap((cause) => {
    const others = active.filter((other) => other !== cause && rank(cause) <= rank(other));
    const mayFollow = cause.relations.stops?.whole
      ? others
      : others.filter((other) => severityOf(other) !== "critical");
    return [...lesser(cause, others, pipeline), ...consequences(cause, mayFollow, pipeline, settings)];
  });
  // The same of several jobs is one rule, and the same of several sources.
  const ofJobs = joined(
    all,
    ({ sourcesOf, ...rest }) => [sourcesOf?.label, rest],
    (one, { sourcesOf }) =>
      one.sourcesOf === undefined || sourcesOf === undefined
        ? one
        : { ...one, sourcesOf: { ...one.sourcesOf, values: [...one.sourcesOf.values, ...sourcesOf.values] } },
  );
  return joined(
    ofJobs,
    ({ sources: _, ...rest }) => rest,
    (one, { sources }) => ({ ...one, sources: [...one.sources, ...sources] }),
  );
}

/** What the cause says itself that it hides. */
function lesser(cause: Alert, others: readonly Alert[], { catalogue, alerts }: Pipeline): readonly Inhibition[] {
  return (cause.relations.hides ?? []).flatMap(({ alerts: hidden, same = [], of }) => {
    const unknown = hidden.filter((name) => !alerts.alerts.some((alert) => alert.name === name));
    if (unknown.length > 0) throw new Error(`${catalogue.name}/${cause.name} hides ${unknown}, which is no alert`);
    const targets = others.filter(({ name }) => hidden.includes(name)).map(({ name }) => name);
    if (targets.length === 0) return [];
    return [
      {
        pipeline: catalogue.name,
        sources: [cause.name],
        targets,
        ...(of === undefined ? {} : { targetsOf: only("job", [of]) }),
        equal: same,
      },
    ];
  });
}

/** What follows from the loss of the jobs that the cause says are gone. */
function consequences(
  cause: Alert,
  others: readonly Alert[],
  { catalogue }: Pipeline,
  settings: Settings,
): readonly Inhibition[] {
  const { stops } = cause.relations;
  if (stops === undefined) return [];
  const { jobs, by, same = [] } = stops;
  const losses =
    by === undefined
      ? [{ lost: jobs }]
      : jobs.filter((job) => isFed(job, settings)).map((job) => ({ lost: [job], sourcesOf: only(by, [job]) }));
  return losses.flatMap(({ lost, ...which }) => {
    const starved = downstream(catalogue.lineage, lost);
    const hidden = others.flatMap((other): Inhibition[] => {
      const share = shareOf(other, lost, starved);
      if (share === undefined) return [];
      return [
        { pipeline: catalogue.name, sources: [cause.name], ...which, targets: [other.name], ...share, equal: same },
      ];
    });
    return joined(
      hidden,
      ({ targets: _, ...rest }) => rest,
      (one, { targets }) => ({ ...one, targets: [...one.targets, ...targets] }),
    );
  });
}

/** Which of an alert's instances follow from a loss: all, those about some jobs, or none. */
function shareOf(
  { relations: { failsWith = [], starvesAt } }: Alert,
  lost: readonly ScrapeJob[],
  starved: ReadonlySet<ScrapeJob>,
): Pick<Inhibition, "targetsOf"> | undefined {
  if (failsWith.some((job) => lost.includes(job))) return {};
  const hit = starvesAt?.jobs.filter((job) => starved.has(job)) ?? [];
  if (starvesAt === undefined || hit.length === 0) return undefined;
  return starvesAt.by === undefined || hit.length === starvesAt.jobs.length
    ? {}
    : { targetsOf: only(starvesAt.by, hit) };
}

const only = (label: string, jobs: readonly ScrapeJob[]): Only => ({
  label,
  values: jobs.map(({ name, labels }) => {
    const value = label === "job" ? name : labels[label];
    if (value === undefined) throw new Error(`the targets of ${name} have no label ${label}`);
    return value;
  }),
});

/** Makes one of all that have the same key, in the order of the first of each. */
function joined<T>(all: readonly T[], key: (one: T) => unknown, join: (one: T, other: T) => T): readonly T[] {
  const found = new Map<string, T>();
  for (const each of all) {
    const id = JSON.stringify(key(each));
    const before = found.get(id);
    found.set(id, before === undefined ? each : join(before, each));
  }
  return [...found.values()];
}
