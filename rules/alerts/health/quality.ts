import { applicationJob } from "../../../catalogue/health.ts";
import {
  deserializationErrors,
  invalidRecords,
  processingLatency,
  validRecords,
  writeFailures,
} from "../../../catalogue/health-application.ts";
import {
  add,
  and,
  counterOf,
  divide,
  greater,
  or,
  orZero,
  quantile,
  rate,
  sum,
} from "../../../catalogue/promql/build.ts";
import type { Duration, Expression, Selector } from "../../../catalogue/promql/expression.ts";
import { alert } from "../../alert.ts";
import { distribution, growing, justAbove, justBelow } from "../../fixture.ts";
import { burnRateAlerts } from "../../slo.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { latencyQuantile } from "./flow.ts";
import { application, elsewhere, here } from "./series.ts";

const perType = ["data_type"] as const;
const heartRate = { ...application, data_type: "heartRate" };

/** Rate of a counter, of all instances and kinds together; 0 where there is none. */
export const totalRate = (series: Selector<string, true>, window: Duration): Expression =>
  orZero(sum(rate(series, window)));

const invalid = counterOf(invalidRecords, here);
const valid = counterOf(validRecords, here);
const undecodable = counterOf(deserializationErrors, here);

/** The kinds of error that HighErrorRate adds up. */
export const errorKinds = {
  invalid,
  "not deserialised": undecodable,
  "write failed": counterOf(writeFailures, here),
} as const;

export const highErrorRate = alert({
  name: "HighErrorRate",
  component: "processing",
  jobs: [applicationJob],
  severity: "critical",
  for: "5m",
  window: "5m",
  numbers: {
    threshold: { default: 10, unit: "errorsPerSecond", min: 0, max: 1e6, source: "health.md, Alerting Rules" },
  },
  panel: "health-consumer/errors",
  summary: "Many records go wrong",
  description: ({ numbers }) =>
    `${valueTemplate("errorsPerSecond")}: records that are invalid or cannot be deserialised, and failed writes (threshold ${formatValue(numbers.threshold, "errorsPerSecond")}).`,
  // The document does not say what an error is: these are all that the application counts.
  expression: ({ numbers, window }) =>
    greater(
      Object.values(errorKinds)
        .map((series) => totalRate(series, window))
        .reduce((all, one) => add(all, one)),
      numbers.threshold,
    ),
  proof: ({ numbers: { threshold } }) => {
    const errors = (perSecond: number) => [
      growing(invalidRecords, heartRate, 0.5 * perSecond),
      growing(deserializationErrors, application, 0.3 * perSecond),
      growing(writeFailures, application, 0.2 * perSecond),
    ];
    return {
      fires: errors(justAbove(threshold)),
      quiet: { "just below the threshold": errors(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

const invalidRate = (window: Duration): Expression => sum(rate(invalid, window), perType);

/** Share of the records that fail validation, of all that were validated; all of them, where none was ever valid. */
export const invalidShare = (window: Duration): Expression => {
  const failed = invalidRate(window);
  return divide(failed, or(add(failed, sum(rate(valid, window), perType)), failed));
};

const validated = (invalidRatio: number, invalidPerSecond: number) => [
  growing(invalidRecords, heartRate, invalidPerSecond),
  growing(validRecords, heartRate, invalidPerSecond / invalidRatio - invalidPerSecond),
];

export const highValidationFailureRate = alert({
  name: "HighValidationFailureRate",
  component: "validation",
  jobs: [applicationJob],
  severity: "warning",
  for: "5m",
  window: "5m",
  numbers: {
    threshold: { default: 0.1, unit: "ratio", min: 0, max: 1, source: "health.md, Alerting Rules" },
    minimumRate: {
      default: 0.02,
      unit: "recordsPerSecond",
      min: 0,
      max: 1e6,
      source: "ours: six invalid records within five minutes; of fewer a quiet type's share tells nothing",
    },
  },
  panel: "health-consumer/validation",
  summary: "High share of invalid records",
  description: ({ numbers }) =>
    `${valueTemplate("ratio")} of the {{ $labels.data_type }} records fail validation (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  // By type: where a tenth of all fails, a tenth of some type does, and a rare type must not drown.
  expression: ({ numbers, window }) =>
    and(greater(invalidShare(window), numbers.threshold), greater(invalidRate(window), numbers.minimumRate)),
  proof: ({ numbers: { threshold, minimumRate } }) => {
    const enough = justAbove(minimumRate);
    return {
      fires: validated(justAbove(threshold), enough),
      alsoFires: {
        "none was ever valid": {
          series: [
            growing(invalidRecords, heartRate, enough),
            growing(invalidRecords, { ...heartRate, ...elsewhere }, 1000),
          ],
        },
      },
      quiet: {
        "just below the threshold": validated(justBelow(threshold), enough),
        "too few records to tell": validated(1, justBelow(minimumRate)),
      },
      whenAbsent: "quiet",
    };
  },
});

export const highProcessingLatency = alert({
  name: "HighProcessingLatency",
  component: "processing",
  jobs: [applicationJob],
  severity: "warning",
  for: "5m",
  window: "5m",
  numbers: {
    threshold: {
      default: 10,
      unit: "seconds",
      min: 0.001,
      // A quantile never exceeds the histogram's last bound.
      max: Math.max(...processingLatency.buckets) * 0.95,
      source: "health.md, Alerting Rules",
    },
  },
  panel: "health-consumer/processing-latency",
  summary: "Slow processing",
  description: ({ numbers }) =>
    `P${latencyQuantile * 100} of the time for a record is ${valueTemplate("seconds")} (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers, window }) => greater(quantile(latencyQuantile, processingLatency, window), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const took = (seconds: number) => distribution(processingLatency, application, latencyQuantile, seconds, 100);
    return {
      fires: took(justAbove(threshold)),
      quiet: { "just below the threshold": took(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

const refusedRate = (window: Duration): Expression => add(totalRate(invalid, window), totalRate(undecodable, window));
const readRate = (window: Duration): Expression => add(refusedRate(window), totalRate(valid, window));

/** Share of the records read that never become a row: not deserialised, or invalid. */
export const refusedShare = (window: Duration): Expression => divide(refusedRate(window), readRate(window));

/** The promise on the share of records that pass. */
export const objective = burnRateAlerts({
  component: "processing",
  jobs: [applicationJob],
  panel: "health-consumer/objective",
  bad: "of the records were refused",
  objective: {
    default: 0.98,
    source: "ours: a fifth of what HighValidationFailureRate lets pass; the month's average must be better",
  },
  badRatio: refusedShare,
  traffic: {
    rate: readRate,
    minimum: {
      default: 0.2,
      unit: "recordsPerSecond",
      min: 0,
      max: 1e6,
      source: "ours: below a dozen records a minute one bad record would be a high share",
    },
  },
  fixture: (badRatio, perSecond) => [
    growing(invalidRecords, heartRate, (badRatio / 2) * perSecond),
    growing(deserializationErrors, application, (badRatio / 2) * perSecond),
    growing(validRecords, heartRate, (1 - badRatio) * perSecond),
    growing(deserializationErrors, { ...application, ...elsewhere }, 1000),
  ],
});
