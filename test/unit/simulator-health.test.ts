import { describe, expect, test } from "vitest";
import { seriesBudget } from "../../catalogue/metric.ts";
import { healthModel } from "../../exporters/simulator/health.ts";
import { simulate } from "../../exporters/simulator/model.ts";
import { createPage } from "../../exporters/simulator/page.ts";
import { healthAlerts } from "../../rules/alerts/health/index.ts";

/** Plays scenarios one after the other, some seconds each; gives the pages as they are then, by job. */
async function pagesAfter(...scenarios: readonly string[]): Promise<Record<string, string>> {
  const simulation = simulate(healthModel);
  const pages = simulation.pages.map(({ job, bare }) => ({ job, page: createPage(job.metrics, bare) }));
  for (const scenario of scenarios) {
    for (let second = 0; second < 30; second++) {
      const effects = simulation.advance(scenario, 1);
      for (const { page } of pages) page.apply(effects);
    }
  }
  return Object.fromEntries(await Promise.all(pages.map(async ({ job, page }) => [job.name, await page.text()])));
}

const seriesOf = (page: string, name: string): readonly string[] =>
  page.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));

describe("the simulated health job", () => {
  test("has every metric of its pages while all is well, and no more series than the catalogue allows", async () => {
    const pages = await pagesAfter("healthy");
    for (const { job } of healthModel.pages) {
      for (const metric of job.metrics) {
        const name = metric.type === "histogram" ? `${metric.name}_count` : metric.name;
        const found = seriesOf(pages[job.name] ?? "", name);
        expect(found.length, metric.name).toBeGreaterThan(0);
        expect(found.length, metric.name).toBeLessThanOrEqual(seriesBudget(metric));
      }
    }
  });

  test("speaks of its own job alone", async () => {
    const pages = Object.values(await pagesAfter("healthy")).join("\n");
    const jobs = new Set([...pages.matchAll(/job_name="([^"]*)"/g)].map(([, name]) => name));
    expect([...jobs]).toEqual(["flink_health_consumer"]);
  });

  test("takes all series of the job with it when that has failed, and brings them back", async () => {
    const failed = await pagesAfter("healthy", "job-failed");
    const flink = `${failed["flink-health-jobmanager"]}\n${failed["flink-health-taskmanager"]}`;
    expect(flink).not.toContain("job_name=");
    expect(seriesOf(flink, "flink_jobmanager_numRunningJobs")).toEqual([
      'flink_jobmanager_numRunningJobs{host="localhost"} 0',
    ]);
    expect(seriesOf(flink, "flink_taskmanager_Status_JVM_Memory_Heap_Used")).toHaveLength(1);
    const back = await pagesAfter("healthy", "job-failed", "healthy");
    expect(seriesOf(back["flink-health-jobmanager"] ?? "", "flink_jobmanager_job_uptime")).toHaveLength(1);
  });

  test("has a scenario for every alert of its own, and names no other", () => {
    const known = healthAlerts.alerts.map(({ name }) => name);
    const named = new Set(Object.values(healthModel.scenarios).flatMap(({ alerts }) => alerts));
    expect([...named].filter((name) => !known.includes(name))).toEqual([]);
    const own = healthAlerts.alerts.filter(({ runbooks }) => runbooks === undefined).map(({ name }) => name);
    expect(own.length).toBeGreaterThan(15);
    expect(own.filter((name) => !named.has(name))).toEqual([]);
    expect(healthModel.scenarios.healthy.alerts).toEqual([]);
  });
});
