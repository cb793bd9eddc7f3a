import type { ScrapeJob } from "../../catalogue/job.ts";
import {
  alertsDropped,
  monitoring,
  notifications,
  notificationsFailed,
  prometheusReloaded,
  ruleEvaluationFailures,
} from "../../catalogue/monitoring.ts";
import { scrapeSampleLimit, scrapeSamplesKept } from "../../catalogue/synthetic.ts";
import { type Scenario, sample } from "./model.ts";
import { type Change, change, type Timed, tableModel } from "./table.ts";

/**
 * What the stack's own servers would report if they were in trouble, pushed beside what they do report. While healthy,
 * nothing is pushed but counters that stand still.
 */
const drillJob: ScrapeJob = {
  name: "monitoring-drill",
  metricsPath: "/metrics",
  labels: { pipeline: monitoring.name, service: "simulator" },
  targets: { from: "push" },
  producer: "application",
  metrics: [
    prometheusReloaded,
    alertsDropped,
    notifications,
    notificationsFailed,
    ruleEvaluationFailures,
    scrapeSamplesKept,
    scrapeSampleLimit,
  ],
  otherSeries: 0,
};

const rules = { rule_group: "/etc/pipeline-monitoring/current/rules/monitoring.rules.yml;monitoring-alerts" };
const receiver = { alertmanager: "http://alertmanager:9093/api/v2/alerts" };

const scenario = (
  description: string,
  alerts: readonly string[],
  changes: Change = {},
  silent: readonly string[] = [],
): Scenario<Timed> => ({
  description,
  alerts,
  silent,
  conditions: () => change({ gauges: [], perSecond: [], observed: [] }, changes),
});

/** Troubles of the monitoring itself. */
export const monitoringModel = tableModel({
  pipeline: monitoring.name,
  pages: [{ job: drillJob }],
  scenarios: {
    healthy: scenario("The stack's own servers report what they see, and nothing is added to it.", []),
    "configuration-refused": scenario("A server keeps to an older configuration.", ["ConfigurationNotReloaded"], {
      gauges: [sample(prometheusReloaded, 0, {})],
    }),
    "alerts-dropped": scenario("Prometheus cannot hand its alerts over.", ["NotificationsDropped"], {
      perSecond: [sample(alertsDropped, 1, receiver)],
    }),
    "delivery-failing": scenario("Every second mail is refused.", ["NotificationsFailing"], {
      perSecond: [
        sample(notifications, 1, { integration: "email" }),
        sample(notificationsFailed, 0.5, { integration: "email", reason: "serverError" }),
      ],
    }),
    "rules-failing": scenario("A rule of the monitoring cannot be evaluated.", ["RuleEvaluationFailing"], {
      perSecond: [sample(ruleEvaluationFailures, 1, rules)],
    }),
    "series-near-limit": scenario("A target returns 95 % of the samples that it may.", ["SeriesNearLimit"], {
      gauges: [sample(scrapeSamplesKept, 950, {}), sample(scrapeSampleLimit, 1000, {})],
    }),
    "pushes-stopped": scenario("The pushing job is gone, its last group remains.", ["PushedDataStale"], {}, [
      drillJob.name,
    ]),
  },
});
