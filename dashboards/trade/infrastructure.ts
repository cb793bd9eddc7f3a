import { prometheusReloadTime } from "../../catalogue/monitoring.ts";
import { changes, gaugeOf } from "../../catalogue/promql/build.ts";
import { configurationChange } from "../../rules/alerts/trade/info.ts";
import { diskUsed, storageNearCapacity } from "../../rules/alerts/trade/infrastructure.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";

function panels({ tuning }: PanelContext) {
  const full = tuning(storageNearCapacity).numbers.threshold;
  const { window } = tuning(configurationChange);
  return flow([
    {
      id: 6,
      key: "disk-usage-trend",
      title: "Disk Usage Trend",
      description: `Used share of each disk of each host. Good: flat. Above ${formatValue(full, "ratio")} StorageNearCapacity fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: diskUsed(), legend: "{{instance}} {{device}}" }],
      steps: [{ value: full, color: "red" }],
      ...half,
    },
    {
      id: 20,
      key: "configuration-changes",
      title: "Configuration Changes",
      description: `Times that Prometheus took in a configuration within ${window}. Good: as often as somebody deploys. Above 0 ConfigurationChange fires, which tells nobody.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: changes(gaugeOf(prometheusReloadTime), window), legend: "{{instance}}" }],
      ...half,
    },
  ]);
}

/** The document's fifth dashboard: what the pipeline runs on. */
export const tradeInfrastructure: DashboardDefinition = {
  uid: "trade-infrastructure",
  title: "Trade Infrastructure",
  description: "Hosts and containers of the trade pipeline: is there room.",
  folder: "infrastructure",
  tags: ["trade"],
  variables: [],
  panels,
};
