import { kafkaLagService } from "../catalogue/kafka-lag.ts";
import { pipelines } from "../pipelines.ts";
import type { Config } from "../settings/schema.ts";
import { severities } from "./alert.ts";
import { watchdog } from "./alerts/monitoring.ts";

/** Labels that every alert has, by which routes may tell alerts apart. */
export const routedLabels = ["team", "service", "pipeline", "component", "severity", "alertname"] as const;
export type RoutedLabel = (typeof routedLabels)[number];

type Read = Pick<Config, "pipelines" | "monitoring" | "alerts" | "exporters" | "kafkaLag">;

/** The values that alerts may have for each of them under this config, pipelines that it leaves out included. */
export function labelValues(config: Read): Readonly<Record<RoutedLabel, ReadonlySet<string>>> {
  const alerts = pipelines.flatMap((pipeline) => pipeline.alerts.alerts);
  const jobs = pipelines.flatMap(({ catalogue }) => catalogue.jobs);
  return {
    team: new Set(teamsOf(config, alerts)),
    // Of a template the series decide: they carry their job's labels.
    service: new Set([
      ...alerts.map(({ service }) => service).filter((service) => !service.includes("{{")),
      ...jobs.flatMap(({ name, labels }) => [name, labels.service]),
      ...Object.keys(config.exporters),
      ...Object.keys(config.kafkaLag).map(kafkaLagService),
    ]),
    pipeline: new Set(pipelines.map(({ catalogue }) => catalogue.name)),
    component: new Set(alerts.map(({ component }) => component)),
    severity: new Set(severities),
    alertname: new Set(alerts.map(({ name }) => name).filter((name) => name !== watchdog.name)),
  };
}

const teamsOf = (
  { pipelines: declared, monitoring, alerts: tunings }: Read,
  alerts: readonly { readonly team: string | undefined }[],
): readonly string[] => [
  monitoring.team,
  ...Object.values(declared).flatMap((pipeline) => pipeline?.team ?? []),
  ...alerts.flatMap(({ team }) => team ?? []),
  ...Object.values(tunings).flatMap((ofPipeline) =>
    Object.values(ofPipeline ?? {}).flatMap((tuning) => (tuning?.["team"] as string | undefined) ?? []),
  ),
];
