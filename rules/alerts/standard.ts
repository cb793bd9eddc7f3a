import { budgetShareOfLimit, type ScrapeJob } from "../../catalogue/job.ts";
import { monitoringJobs, ruleEvaluationFailures } from "../../catalogue/monitoring.ts";
import type { PipelineCatalogue } from "../../catalogue/pipeline.ts";
import {
  absent,
  counterOf,
  divide,
  equals,
  gaugeOf,
  greater,
  increase,
  or,
  subtract,
  time,
} from "../../catalogue/promql/build.ts";
import type { Expression } from "../../catalogue/promql/expression.ts";
import { pushTime, scrapeSampleLimit, scrapeSamplesKept, up } from "../../catalogue/synthetic.ts";
import { type Alert, alert } from "../alert.ts";
import { constant, growing, justAbove, justBelow, rising } from "../fixture.ts";
import { formatValue, valueTemplate } from "../units.ts";

/** Folder of the runbook pages that all pipelines share. */
export const sharedRunbooks = "common";

/** One of them, by its name, for the panels that show its threshold. */
export function standardAlert(alerts: readonly Alert[], name: string): Alert<"threshold"> {
  const found = alerts.find((candidate) => candidate.name === name);
  if (found === undefined || !("threshold" in found.numbers)) throw new Error(`no alert ${name} with a threshold`);
  return found as Alert<"threshold">;
}

/** The service that the series belongs to, whichever of the pipeline's it is. */
const service = "{{ $labels.service }}";

/** The alerts on a job that Prometheus gets nothing from; not those of a pipeline's own. */
export const jobLost = ["TargetDown", "TargetAbsent"] as const;

type Jobs = readonly [ScrapeJob, ...ScrapeJob[]];
const some = (jobs: readonly ScrapeJob[]): jobs is Jobs => jobs.length > 0;

const labelsOf = ({ name, labels }: ScrapeJob) => ({ job: name, instance: `${name}:80`, ...labels });

/**
 * The alerts that every pipeline has, whatever it is made of: about scraping it, about what it pushes, and about its
 * rules.
 * @param ownDown jobs whose loss the pipeline has alerts of its own for
 */
export function standardAlerts(catalogue: PipelineCatalogue, ownDown: readonly ScrapeJob[] = []): readonly Alert[] {
  const scraped = catalogue.jobs.filter(({ targets }) => targets.from !== "push");
  const pushed = catalogue.jobs.filter(({ targets }) => targets.from === "push");
  const watched = scraped.filter((job) => !ownDown.includes(job));
  const expected = [...watched, ...pushed];
  // What is pushed without the name of a pipeline is the monitoring's.
  const pushers = [...pushed, ...scraped.filter((job) => job === monitoringJobs.pushgateway)];
  return [
    ...(some(watched) ? [targetDown(watched, ownDown, catalogue.name)] : []),
    ...(some(expected) ? [targetAbsent(expected)] : []),
    ...(some(pushers) ? [pushedDataStale(catalogue.name, pushers)] : []),
    ...(some(scraped) ? [seriesNearLimit(catalogue.name, scraped)] : []),
    ruleEvaluationFailing(catalogue.name),
  ];
}

const targetDown = (jobs: Jobs, ownDown: readonly ScrapeJob[], pipeline: string) =>
  alert({
    name: "TargetDown",
    component: "scrape",
    jobs,
    service,
    severity: "warning",
    for: "2m",
    panel: "monitoring-self/pipeline-targets",
    runbooks: sharedRunbooks,
    relations: { stops: { jobs, by: "job" } },
    summary: "A target cannot be scraped",
    description: () => "{{ $labels.job }} at {{ $labels.instance }} does not answer Prometheus.",
    expression: () => {
      const others = ownDown.map(({ name }) => name).join("|");
      return equals(gaugeOf(up, { pipeline, ...(others === "" ? {} : { job: { notMatches: others } }) }), 0);
    },
    proof: () => ({
      fires: [constant(up, labelsOf(jobs[0]), 0)],
      quiet: {
        "the target is up": [constant(up, labelsOf(jobs[0]), 1)],
        "another pipeline's target is down": [constant(up, { ...labelsOf(jobs[0]), pipeline: "other" }, 0)],
      },
      whenAbsent: "quiet",
    }),
  });

/** A sign of life of a job: of a target that is scraped, or of a push. */
const sign = ({ name, targets, labels: { pipeline, service: owner } }: ScrapeJob) =>
  // The alert takes its labels from what is asked for.
  targets.from === "push" ? gaugeOf(pushTime, { job: name, pipeline }) : gaugeOf(up, { job: name, service: owner });

const targetAbsent = (jobs: Jobs) =>
  alert({
    name: "TargetAbsent",
    component: "scrape",
    jobs,
    service: '{{ or $labels.service "pushgateway" }}',
    severity: "warning",
    for: "5m",
    panel: "monitoring-self/pipeline-targets",
    runbooks: sharedRunbooks,
    relations: { stops: { jobs, by: "job" } },
    summary: "A job has no targets left, or has never pushed",
    description: ({ for: wait }) =>
      `Nothing has been found of the job {{ $labels.job }} for more than ${wait}, although the stack's config expects it.`,
    // Discovery that finds nothing leaves no series that could be 0.
    expression: (_, fed) => fed.map((job): Expression => absent(sign(job))).reduce((all, one) => or(all, one)),
    proof: (_, fed) => {
      const signs = fed.map((job) => ({
        job,
        there: constant(job.targets.from === "push" ? pushTime : up, labelsOf(job), 1),
      }));
      const all = signs.map(({ there }) => there);
      return {
        fires: [constant(up, { ...labelsOf(jobs[0]), job: "another" }, 1), ...all.slice(1)],
        alsoFires: Object.fromEntries(
          signs.map(({ job, there }) => [
            `nothing of ${job.name}`,
            {
              series: [
                ...all.filter((other) => other !== there),
                job.targets.from === "push"
                  ? constant(pushTime, { ...labelsOf(job), pipeline: "other" }, 1)
                  : constant(up, { ...labelsOf(job), service: "other" }, 1),
              ],
              labels: { job: job.name, ...(job.targets.from === "push" ? {} : { service: job.labels.service }) },
            },
          ]),
        ),
        quiet: { "every job has a series": all },
        whenAbsent: "fires",
      };
    },
  });

const pushedDataStale = (pipeline: string, jobs: Jobs) =>
  alert({
    name: "PushedDataStale",
    component: "pushgateway",
    jobs,
    severity: "warning",
    for: "5m",
    numbers: {
      threshold: {
        default: 3600,
        unit: "seconds",
        min: 60,
        max: 31_536_000,
        source: "an hourly job that missed its turn",
      },
    },
    panel: "monitoring-self/push-age",
    runbooks: sharedRunbooks,
    summary: "Pushed metrics are old",
    description: ({ numbers }) =>
      `The last push of {{ $labels.job }} that worked was ${valueTemplate("seconds")} ago (threshold ${formatValue(numbers.threshold, "seconds")}).`,
    // The Pushgateway goes on showing what it once got: only this tells that the job is gone.
    expression: ({ numbers }) => greater(subtract(time, gaugeOf(pushTime, { pipeline })), numbers.threshold),
    proof: ({ numbers: { threshold } }) => ({
      // A test's clock starts at 0.
      fires: [constant(pushTime, { job: "nightly", pipeline }, -justAbove(threshold))],
      quiet: {
        "pushed just before": [rising(pushTime, { job: "nightly", pipeline }, -justBelow(threshold), 1)],
        "another pipeline's push is old": [constant(pushTime, { job: "nightly", pipeline: "other" }, -2 * threshold)],
      },
      whenAbsent: "quiet",
    }),
  });

const seriesNearLimit = (pipeline: string, jobs: Jobs) =>
  alert({
    name: "SeriesNearLimit",
    component: "scrape",
    jobs,
    service,
    severity: "warning",
    for: "15m",
    numbers: {
      threshold: {
        default: 0.9,
        unit: "ratio",
        min: 0.01,
        max: 1,
        source: `the budget, ${budgetShareOfLimit} of the limit, and half of what lies above it: a page may use its budget up`,
      },
    },
    panel: "monitoring-self/samples-of-limit",
    runbooks: sharedRunbooks,
    summary: "A target nears its limit of samples",
    description: ({ numbers }) =>
      `{{ $labels.instance }} of {{ $labels.job }} returns ${valueTemplate("ratio")} of the samples that it may (threshold ${formatValue(numbers.threshold, "ratio")}).`,
    expression: ({ numbers }) =>
      greater(divide(gaugeOf(scrapeSamplesKept), gaugeOf(scrapeSampleLimit, { pipeline })), numbers.threshold),
    proof: ({ numbers: { threshold } }) => {
      const share = (part: number) => [
        constant(scrapeSamplesKept, labelsOf(jobs[0]), part * 1000),
        constant(scrapeSampleLimit, labelsOf(jobs[0]), 1000),
      ];
      return {
        fires: share(justAbove(threshold)),
        quiet: { "just below the threshold": share(justBelow(threshold)) },
        whenAbsent: "quiet",
      };
    },
  });

const ruleEvaluationFailing = (pipeline: string) =>
  alert({
    name: "RuleEvaluationFailing",
    component: "rules",
    jobs: [monitoringJobs.prometheus],
    severity: "warning",
    for: "10m",
    window: "5m",
    panel: "monitoring-self/rule-failures",
    runbooks: sharedRunbooks,
    summary: "Rules cannot be evaluated",
    description: ({ for: wait }) =>
      `Rules of {{ $labels.rule_group }} have failed for more than ${wait}; their alerts cannot fire.`,
    expression: ({ window }) =>
      greater(
        increase(
          counterOf(ruleEvaluationFailures, { rule_group: { matches: `.*/${pipeline}\\.rules\\.yml;.*` } }),
          window,
        ),
        0,
      ),
    proof: () => {
      const failing = (file: string, perSecond: number) => [
        growing(
          ruleEvaluationFailures,
          { ...labelsOf(monitoringJobs.prometheus), rule_group: `/current/rules/${file};${pipeline}-alerts` },
          perSecond,
        ),
      ];
      return {
        fires: failing(`${pipeline}.rules.yml`, 1 / 15),
        quiet: {
          "none fails": failing(`${pipeline}.rules.yml`, 0),
          "another pipeline's rules fail": failing("other.rules.yml", 1 / 15),
        },
        whenAbsent: "quiet",
      };
    },
  });
