import { renderDashboards } from "../dashboards/render.ts";
import { renderAlertmanager } from "../rules/delivery/alertmanager.ts";
import { messageTemplates } from "../rules/delivery/templates.ts";
import { renderGrafanaAlerting } from "../rules/grafana/rendered.ts";
import { renderProbes } from "../rules/probes.ts";
import { renderRules } from "../rules/rule-files.ts";
import { renderPrometheus } from "../rules/scrape.ts";
import { plainValues } from "../settings/secrets.ts";
import { type Settings, validate } from "../settings/settings.ts";
import { projectName, trackedConfig } from "./workspace.ts";

/** A stack's settings from its tracked file alone: neither engine nor secrets are needed. */
export const trackedSettings = (stack: string): Settings =>
  validate(stack, plainValues(projectName(), trackedConfig(stack)));

/** Everything that a stack generates, by path below `rendered/<stack>/`. */
export function renderedFiles(settings: Settings): ReadonlyMap<string, string> {
  return new Map([
    ["prometheus/prometheus.yml", renderPrometheus(settings)],
    ...[...renderRules(settings)].map(([file, text]) => [`prometheus/rules/${file}`, text] as const),
    ["prometheus/blackbox.yml", renderProbes()],
    ["alertmanager/alertmanager.yml", renderAlertmanager(settings)],
    ...[...messageTemplates].map(([file, text]) => [`alertmanager/${file}`, text] as const),
    ["grafana/alerting.yml", renderGrafanaAlerting(settings)],
    ...renderDashboards(settings).map(
      ({ folder, uid, json }) => [`grafana/dashboards/${folder}/${uid}.json`, `${json}\n`] as const,
    ),
  ]);
}
