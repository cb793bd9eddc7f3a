import type * as pulumi from "@pulumi/pulumi";
import * as grafana from "@pulumiverse/grafana";
import { dataSources } from "../../dashboards/definition.ts";
import type { Settings } from "../../settings/settings.ts";

/** Where Grafana asks: by fixed uids, so that panels and links find them in every stack. */
export function grafanaDataSources(
  name: string,
  settings: Settings,
  options: pulumi.CustomResourceOptions,
): readonly grafana.oss.DataSource[] {
  return [
    new grafana.oss.DataSource(
      `${name}-prometheus`,
      {
        uid: dataSources.prometheus,
        name: "Prometheus",
        type: "prometheus",
        url: "http://prometheus:9090",
        isDefault: true,
        jsonDataEncoded: JSON.stringify({
          alertmanagerUid: dataSources.alertmanager,
          // Its rules are shown, but belong to the rule files.
          manageAlerts: true,
          httpMethod: "POST",
          prometheusType: "Prometheus",
          // Grafana's smallest step: a shorter one shows nothing between two scrapes.
          timeInterval: settings.prometheus.scrapeInterval,
        }),
      },
      options,
    ),
    new grafana.oss.DataSource(
      `${name}-alertmanager`,
      {
        uid: dataSources.alertmanager,
        name: "Alertmanager",
        type: "alertmanager",
        url: "http://alertmanager:9093",
        jsonDataEncoded: JSON.stringify({ implementation: "prometheus", handleGrafanaManagedAlerts: false }),
      },
      options,
    ),
  ];
}
