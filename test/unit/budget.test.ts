import { describe, expect, test } from "vitest";
import { jobBudget, type ScrapeJob } from "../../catalogue/job.ts";
import { closed, counter, gauge, histogram, type Metric, open, seriesBudget } from "../../catalogue/metric.ts";
import { monitoringJobs } from "../../catalogue/monitoring.ts";
import { pipelines } from "../../pipelines.ts";

const all = pipelines.flatMap(({ catalogue, always }) =>
  catalogue.jobs.map((job) => ({ name: job.name, job, always: always === true })),
);
/** Of the stack's own services only what is asked of them is declared, which may be nothing. */
const jobs = all.filter(({ job, always }) => !always || job.metrics.length > 0);

/** What is wrong with a job's budget; empty when its metrics fit below its limit. */
function budgetFaults(job: ScrapeJob): readonly string[] {
  const budget = jobBudget(job);
  if (!Number.isInteger(budget) || budget <= 0) return [`${job.name} has a budget of ${budget} series`];
  return budget < job.sampleLimit ? [] : [`${job.name} may have ${budget} series, its limit is ${job.sampleLimit}`];
}

describe("series", () => {
  test("each job of a pipeline fits below its limit", () => {
    const rows = jobs.map(({ name, job }) => ({
      job: name,
      metrics: job.metrics.length,
      series: jobBudget(job),
      limit: job.sampleLimit,
      used: `${Math.round((100 * jobBudget(job)) / job.sampleLimit)}%`,
    }));
    console.table(rows);
    expect(rows.length).toBeGreaterThan(1);
    expect(jobs.flatMap(({ job }) => budgetFaults(job))).toEqual([]);
  });

  test.each(jobs)("of $name are those of its metrics, each declared once", ({ job }) => {
    expect(job.metrics.length).toBeGreaterThan(0);
    expect(new Set(job.metrics.map(({ name }) => name)).size).toBe(job.metrics.length);
    expect(jobBudget(job)).toBe(job.metrics.map(seriesBudget).reduce((sum, budget) => sum + budget, 0));
  });

  test("of the stack's own services have a limit", () => {
    const own = all.filter(({ always }) => always).map(({ job }) => job);
    expect(own).toEqual(Object.values(monitoringJobs));
    expect(own.filter(({ metrics }) => metrics.length === 0).map(({ name }) => name)).toEqual([
      "grafana",
      "node-exporter",
      "cadvisor",
    ]);
    expect(own.length).toBeGreaterThan(5);
    for (const { name, sampleLimit } of own) expect(sampleLimit, name).toBeGreaterThanOrEqual(1_000);
  });

  test("no two jobs have one name", () => {
    const names = all.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("a metric's series", () => {
  const help = "";
  test.each<[string, Metric, number]>([
    ["one without labels", gauge({ name: "a", help }), 1],
    ["as many as a label has values", gauge({ name: "a", help, labels: { x: closed("1", "2", "3") } }), 3],
    ["as many as users may name", gauge({ name: "a", help, labels: { x: open(7) } }), 7],
    [
      "every combination",
      counter({ name: "a", help, labels: { x: closed("1", "2"), y: open(5), z: closed("1") } }),
      10,
    ],
    ["buckets, infinity, sum and count", histogram({ name: "a", help, buckets: [1, 2, 3] }), 6],
    ["those for each label", histogram({ name: "a", help, buckets: [1], labels: { x: closed("1", "2") } }), 8],
  ])("are %s", (_, metric, series) => {
    expect(seriesBudget(metric)).toBe(series);
  });
});

describe("the check catches", () => {
  const [{ job } = { job: undefined }] = jobs;
  if (job === undefined) throw new Error("no job to break");

  test("a job whose metrics reach its limit", () => {
    const budget = jobBudget(job);
    expect(budgetFaults({ ...job, sampleLimit: budget })).toEqual([
      `${job.name} may have ${budget} series, its limit is ${budget}`,
    ]);
    expect(budgetFaults({ ...job, sampleLimit: budget + 1 })).toEqual([]);
  });

  test("a job without metrics, and a label without values", () => {
    expect(budgetFaults({ ...job, metrics: [] })).toEqual([`${job.name} has a budget of 0 series`]);
    const empty = gauge({ name: "a", help: "", labels: { x: closed() } });
    expect(budgetFaults({ ...job, metrics: [empty] })).toEqual([`${job.name} has a budget of 0 series`]);
  });
});
