import { dataSources, type Step } from "./definition.ts";

/** The data source of every panel, by uid, so that a dashboard works in each stack's Grafana. */
export const prometheusSource = { type: "prometheus", uid: dataSources.prometheus };

/** Steps of numbers that are neither good nor bad. */
export const plain: readonly Step[] = [{ value: 0, color: "blue" }];
