import { health } from "../../catalogue/health.ts";
import { gaugeOf } from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow } from "../layout.ts";
import { checkpointPanels } from "./checkpoints.ts";
import { clusterPanels } from "./cluster.ts";
import { lagPanels } from "./lag.ts";
import { latencyPanels } from "./latency.ts";
import { qualityPanels } from "./quality.ts";
import { resourcePanels } from "./resources.ts";
import { sinkPanels } from "./sink.ts";
import { throughputPanels } from "./throughput.ts";

const panels = (context: PanelContext) =>
  flow([
    ...clusterPanels(context),
    ...throughputPanels(context),
    ...latencyPanels(context),
    ...lagPanels(context),
    ...qualityPanels(context),
    ...checkpointPanels(context),
    ...sinkPanels(context),
    ...resourcePanels(context),
  ]);

/** The health data consumer, from what tells whether it is well to what it takes: the document's panel groups, and what its alerts need. */
export const healthConsumer: DashboardDefinition = {
  uid: "health-consumer",
  title: "Flink Health Data Consumer",
  description: "The health data job: does it run, how fast, how late, what is refused, what reaches Iceberg.",
  folder: "pipelines",
  tags: ["health", "flink", "kafka", "iceberg"],
  variables: [{ name: "instance", label: "Instance", of: gaugeOf(up, { pipeline: health.name }) }],
  panels,
};
