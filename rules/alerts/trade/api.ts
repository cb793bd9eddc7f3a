import { and, counterOf, divide, greater, rate, sum } from "../../../catalogue/promql/build.ts";
import type { Duration } from "../../../catalogue/promql/expression.ts";
import { apiJob, requests } from "../../../catalogue/trade-apps.ts";
import { alert, type TunableNumber } from "../../alert.ts";
import { growing, justAbove, justBelow } from "../../fixture.ts";
import { burnRateAlerts } from "../../slo.ts";
import { formatValue, valueTemplate } from "../../units.ts";

const panel = "trade-api/error-percentage";
const labels = {
  job: apiJob.name,
  instance: "graphql-api:8002",
  ...apiJob.labels,
  operation_type: "query",
  operation_name: "latestTrades",
};

const minimumRate: TunableNumber = {
  default: 0.1,
  unit: "messagesPerSecond",
  min: 0,
  max: 1e6,
  source: "below six requests a minute one failure would be a high share",
};

/** Requests of all kinds together, by outcome. */
const answered = (failedRatio: number, perSecond: number) => [
  growing(requests, { ...labels, status: "error" }, failedRatio * perSecond),
  growing(requests, { ...labels, status: "success" }, (1 - failedRatio) * perSecond),
];

/** Labels by which a panel picks requests; alerts take all. */
type Picked = Parameters<typeof counterOf<keyof typeof requests.labels>>[1];

const all = (window: Duration, where?: Picked) => sum(rate(counterOf(requests, where), window));
/** Share of the requests that fail; both sides summed, or errors would be divided by errors. Nothing while there are none. */
export const failedShare = (window: Duration, where?: Picked) =>
  divide(sum(rate(counterOf(requests, { ...where, status: "error" }), window)), greater(all(window, where), 0));

export const highErrorRate = alert({
  name: "HighErrorRate",
  component: "api",
  jobs: [apiJob],
  severity: "warning",
  for: "5m",
  window: "5m",
  numbers: { threshold: { default: 0.01, unit: "ratio", min: 0, max: 1, source: "trade.md, 6.2" }, minimumRate },
  panel,
  summary: "The API answers many requests with an error",
  description: ({ numbers }) =>
    `${valueTemplate("ratio")} of the GraphQL requests fail (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  expression: ({ numbers, window }) =>
    and(greater(failedShare(window), numbers.threshold), greater(all(window), numbers.minimumRate)),
  proof: ({ numbers: { threshold, minimumRate: minimum } }) => ({
    fires: answered(justAbove(threshold), justAbove(minimum)),
    quiet: {
      "just below the threshold": answered(justBelow(threshold), 100),
      "too few requests to tell": answered(1, justBelow(minimum)),
    },
    whenAbsent: "quiet",
  }),
});

/** The promise to those who ask: requests succeed. */
export const objective = burnRateAlerts({
  component: "api",
  jobs: [apiJob],
  panel,
  bad: "of the GraphQL requests failed",
  objective: { default: 0.998, source: "a fifth of what HighErrorRate lets pass: the month's average must be better" },
  badRatio: failedShare,
  traffic: { rate: all, minimum: minimumRate },
  fixture: answered,
});
