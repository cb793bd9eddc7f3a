import { dataSources } from "./definition.ts";

/** The data source of every panel, by uid, so that a dashboard works in each stack's Grafana. */
export const prometheusSource = { type: "prometheus", uid: dataSources.prometheus };
