import { monitoringJobs, prometheusReloadTime } from "../../../catalogue/monitoring.ts";
import { changes, gaugeOf, greater } from "../../../catalogue/promql/build.ts";
import { alert } from "../../alert.ts";
import { constant, rising } from "../../fixture.ts";

const { prometheus } = monitoringJobs;

export const configurationChange = alert({
  name: "ConfigurationChange",
  component: "configuration",
  jobs: [prometheus],
  service: "monitoring",
  severity: "info",
  // The document gives none; one evaluation, so that a change shows at once.
  for: "15s",
  window: "5m",
  panel: "trade-infrastructure/configuration-changes",
  summary: "Prometheus took in a configuration",
  description: ({ window }) =>
    `{{ $labels.instance }} has loaded its configuration within the last ${window}: rules, targets and thresholds may be others than before.`,
  // The time of the last success: whether it was one stays 1 from change to change.
  expression: ({ window }) => greater(changes(gaugeOf(prometheusReloadTime), window), 0),
  proof: () => {
    const labels = { job: prometheus.name, instance: "prometheus:9090", ...prometheus.labels };
    return {
      fires: [rising(prometheusReloadTime, labels, 1, 1)],
      quiet: { "the configuration is as it was": [constant(prometheusReloadTime, labels, 1)] },
      whenAbsent: "quiet",
    };
  },
});
