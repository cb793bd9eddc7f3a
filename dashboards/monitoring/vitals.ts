import { monitoring, ruleGroupDuration, samplesAppended } from "../../catalogue/monitoring.ts";
import {
  count,
  counterOf,
  equals,
  gaugeOf,
  max,
  orZero,
  rate,
  subtract,
  sum,
  time,
  timestamp,
} from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import { redFrom, type Vitals } from "../vitals.ts";

/** Of the rates, none of which an alert has a window for. */
const window = "5m";

export const monitoringVitals = (): Vitals => [
  {
    key: "freshness",
    title: "Oldest Scrape",
    description: "Time since the target was scraped that has waited longest. Good: at most a scrape interval.",
    unit: "s",
    decimals: 0,
    expression: max(subtract(time, timestamp(gaugeOf(up)))),
  },
  {
    key: "throughput",
    title: "Samples / s",
    description: "Samples that Prometheus stores per second. Good: flat between deployments.",
    unit: "short",
    expression: sum(rate(counterOf(samplesAppended), window)),
  },
  {
    key: "errors",
    title: "Targets Down",
    description: "Targets of all pipelines that Prometheus cannot scrape. Good: 0.",
    unit: "short",
    decimals: 0,
    expression: orZero(count(equals(gaugeOf(up), 0))),
    steps: redFrom(1),
  },
  {
    key: "lag",
    title: "Slowest Rules",
    description: `How long the slowest group of rules took. Good: far below the evaluation interval; else alerts of ${monitoring.title} and of all others come late.`,
    unit: "s",
    expression: max(gaugeOf(ruleGroupDuration)),
  },
];
