import { clickHouseJob, redpandaJob } from "../../catalogue/k2-platform.ts";
import { gaugeOf, max } from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow } from "../layout.ts";
import { clickHousePanels } from "./clickhouse.ts";
import { feedPanels } from "./feed.ts";
import { offloadPanels } from "./offload.ts";
import { redpandaPanels } from "./redpanda.ts";
import { resourcePanels } from "./resources.ts";

const server = (job: string) => max(gaugeOf(up, { job }), ["job"]);

const panels = (context: PanelContext) =>
  flow([
    {
      id: 1,
      key: "servers",
      title: "Redpanda and ClickHouse",
      description:
        "Whether any target of each answers Prometheus. Good: both Up. At Down RedpandaDown or ClickHouseDown fires.",
      kind: "stat",
      unit: "none",
      queries: [
        { expression: server(redpandaJob.name), legend: "Redpanda" },
        { expression: server(clickHouseJob.name), legend: "ClickHouse" },
      ],
      mapping: { "0": { text: "Down", color: "red" }, "1": { text: "Up", color: "green" } },
      width: 24,
      height: 4,
    },
    ...feedPanels(context),
    ...redpandaPanels(context),
    ...clickHousePanels(context),
    ...offloadPanels(context),
    ...resourcePanels(context),
  ]);

/** From the exchanges to Iceberg, in the order in which trades flow. */
export const k2Pipeline: DashboardDefinition = {
  uid: "k2-pipeline",
  title: "K2 Pipeline",
  description:
    "K2's market data platform: feed handlers, Redpanda, ClickHouse, the offload to Iceberg, their containers.",
  folder: "pipelines",
  tags: ["k2-platform"],
  variables: [],
  panels,
};
