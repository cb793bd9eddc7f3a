import type { ScrapeJob } from "../../../catalogue/job.ts";
import { clickHouseJob, redpandaJob } from "../../../catalogue/k2-platform.ts";
import { absent, equals, gaugeOf, max, or } from "../../../catalogue/promql/build.ts";
import { up } from "../../../catalogue/synthetic.ts";
import { alert } from "../../alert.ts";
import { constant } from "../../fixture.ts";
import { jobLost } from "../standard.ts";
import { targetOf } from "./series.ts";

/** All that a server offers is gone: no target of its job answers. Of a single one of several, TargetDown tells. */
const serverDown = (name: string, component: string, title: string, job: ScrapeJob) =>
  alert({
    name,
    component,
    jobs: [job],
    severity: "critical",
    for: "1m",
    panel: "k2-pipeline/servers",
    relations: { stops: { jobs: [job], whole: true }, hides: [{ alerts: jobLost, of: job }] },
    summary: `${title} does not answer`,
    description: () => `Prometheus gets no answer from any target of {{ $labels.job }}: ${title} is down.`,
    expression: () => {
      const targets = gaugeOf(up, { job: job.name });
      return or(equals(max(targets, ["job"]), 0), absent(targets));
    },
    proof: () => {
      const target = (instance: string, value: number) => constant(up, targetOf(job, instance), value);
      return {
        fires: [target("one:80", 0), target("two:80", 0)],
        quiet: {
          "it answers": [target("three:80", 1)],
          "one of two answers": [target("one:80", 0), target("two:80", 1)],
        },
        whenAbsent: "fires",
      };
    },
  });

export const redpandaDown = serverDown("RedpandaDown", "redpanda", "Redpanda", redpandaJob);
export const clickHouseDown = serverDown("ClickHouseDown", "clickhouse", "ClickHouse", clickHouseJob);
