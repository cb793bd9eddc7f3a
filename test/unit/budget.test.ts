import { describe, expect, test } from "vitest";
import { jobBudget, sampleLimit } from "../../catalogue/job.ts";
import { closed, counter, gauge, histogram, type Metric, open, seriesBudget } from "../../catalogue/metric.ts";
import { pipelines } from "../../pipelines.ts";

const jobs = pipelines.flatMap(({ catalogue }) => catalogue.jobs.map((job) => ({ name: job.name, job })));

describe("series", () => {
  test("each job has a budget, and a limit a quarter above it", () => {
    const rows = jobs.map(({ name, job }) => ({
      job: name,
      metrics: job.metrics.length,
      declared: job.metrics.map(seriesBudget).reduce((sum, budget) => sum + budget, 0),
      budget: jobBudget(job),
      limit: sampleLimit(job),
    }));
    console.table(rows);
    expect(rows.length).toBeGreaterThan(5);
    for (const { job, budget, limit } of rows) {
      expect(Number.isInteger(budget) && budget > 0, job).toBe(true);
      expect(limit, job).toBe(Math.ceil(budget * 1.25));
    }
  });

  test.each(jobs)("of $name are those of its metrics, each declared once", ({ job }) => {
    expect(new Set(job.metrics.map(({ name }) => name)).size).toBe(job.metrics.length);
    const declared = job.metrics.map(seriesBudget).reduce((sum, budget) => sum + budget, 0);
    expect(jobBudget(job)).toBe(declared + (job.keepsOnlyDeclared ? 0 : job.otherSeries));
    for (const metric of job.metrics) expect(seriesBudget(metric), metric.name).toBeGreaterThan(0);
  });

  test("no two jobs have one name", () => {
    const names = jobs.map(({ name }) => name);
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
