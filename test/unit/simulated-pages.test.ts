import { describe, expect, test } from "vitest";
import { pagesOf, type ScrapeJob } from "../../catalogue/job.ts";
import { sparkDriver, sparkQuery } from "../../catalogue/spark.ts";
import { samplesOf } from "../../commands/record/page.ts";
import { type Effects, startScenario } from "../../exporters/simulator/model.ts";
import { createPage } from "../../exporters/simulator/page.ts";
import { simulations } from "../../exporters/simulator/simulations.ts";
import { readPages, recordedOffers } from "../support/unit-offers.ts";

const recorded = readPages();

/** What a job's simulated page shows after some effects that its recorded pages do not: sample names, and label keys. */
async function differences(job: ScrapeJob, effects: readonly Effects[]): Promise<readonly string[]> {
  const page = createPage(job.metrics);
  for (const each of effects) page.apply(each);
  return samplesOf(await page.text()).flatMap(({ name, labels }) => {
    const offers = recordedOffers({ ...job, droppedLabels: [] }, name, recorded);
    if (offers.length === 0) return [`${name} is not on ${pagesOf(job).join(", ")}`];
    const keys = keysOf(labels);
    const real = new Set(offers.flatMap(({ own }) => own.map(keysOf)));
    return real.has(keys) ? [] : [`${name} has the labels [${keys}], not [${[...real].join("] or [")}]`];
  });
}

const keysOf = (labels: Readonly<Record<string, string>>): string => Object.keys(labels).toSorted().join(", ");

describe("a page that is simulated agrees with the recorded one in names and labels", () => {
  const simulated = simulations().flatMap((simulation) =>
    simulation.pages
      .filter(({ job }) => job.producer !== "application" && pagesOf(job).length > 0)
      .flatMap(({ job }) => [...simulation.scenarios.keys()].map((scenario) => ({ simulation, job, scenario }))),
  );

  test("in every scenario", async () => {
    expect(new Set(simulated.map(({ job }) => job)).size).toBeGreaterThan(5);
    for (const { simulation, job, scenario } of simulated) {
      const effects = [simulation.advance(startScenario, 1), simulation.advance(scenario, 60)];
      expect(await differences(job, effects), `${simulation.pipeline}/${job.name} in ${scenario}`).toEqual([]);
    }
  });
});

describe("the comparison finds", () => {
  const driver = sparkDriver("someone.else");
  const query = sparkQuery("someone.else", "other");
  const job: ScrapeJob = {
    ...{ name: "spark", metricsPath: "/metrics/prometheus/", labels: { pipeline: "p", service: "s" }, otherSeries: 0 },
    targets: { from: "config" },
    producer: "spark-driver",
    metrics: [driver.heapUsed, driver.failedJobs, query.inputRate],
  };
  const effects: Effects = {
    gauges: [{ metric: driver.heapUsed, labels: { type: "gauges" }, value: 1 }],
    increases: [],
    observations: [],
  };

  test("nothing where both agree, under names that users give", async () => {
    expect(await differences(job, [effects])).toEqual([]);
  });

  test("a metric that the system does not have", async () => {
    const [spark, flink] = await Promise.all([
      differences({ ...job, producer: ["spark-executors", "spark-driver"] }, [effects]),
      differences({ ...job, producer: "flink-jobmanager" }, [effects]),
    ]);
    expect(spark).toEqual([]);
    expect(flink).toContain(`${driver.heapUsed.name} is not on flink-jobmanager`);
  });

  test("labels that the system does not have", async () => {
    const labels = { type: { kind: "closed", values: ["counters"] }, of: { kind: "closed", values: ["x"] } } as const;
    const metrics = [{ ...driver.failedJobs, labels }];
    expect(await differences({ ...job, metrics }, [])).toEqual([
      `${driver.failedJobs.name} has the labels [of, type], not [type]`,
    ]);
  });

  test("labels that the simulator forgets", async () => {
    const forgetful = { ...effects, gauges: [{ metric: driver.heapUsed, labels: {}, value: 1 }] };
    expect(await differences(job, [forgetful])).toEqual([`${driver.heapUsed.name} has the labels [], not [type]`]);
  });
});
