import { trade } from "../../../catalogue/trade.ts";
import type { PipelineAlerts } from "../../alert.ts";
import { standardAlerts } from "../standard.ts";
import { dataObservabilityAlerts } from "./observability.ts";

export const tradeAlerts: PipelineAlerts = {
  pipeline: "trade",
  alerts: [...dataObservabilityAlerts, ...standardAlerts(trade)],
};
