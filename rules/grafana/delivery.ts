import type { Receiver } from "../../settings/receivers.ts";
import type { Settings } from "../../settings/settings.ts";
import { weekdays } from "../../settings/values.ts";

/** Name of the message template that Grafana's mails use. */
export const messageTemplateName = "pipeline-monitoring";

/** Subject and body of a mail, in Grafana's template language: what Alertmanager's mails say, and where they come from. */
export const messageTemplate = `{{ define "pipeline-monitoring.subject" -}}
[{{ .Status | toUpper }}] {{ .CommonLabels.alertname }} ({{ .CommonLabels.severity }}), told by Grafana
{{- end }}
{{ define "pipeline-monitoring.message" -}}
{{ range .Alerts }}{{ .Annotations.summary }}
{{ .Annotations.description }}
Since: {{ .StartsAt }}
Runbook: {{ .Annotations.runbook_url }}
Panel: {{ .PanelURL }}
Silence: {{ .SilenceURL }}

{{ end }}
{{- end }}
`;

/** A contact point of Grafana's: the receiver of the same name, by the same ways. */
export interface ContactPoint extends Omit<Receiver, "none"> {
  readonly name: string;
}

/** Grafana tells the same people as Alertmanager does, by its own way: it must not need what it watches. */
export const contactPoints = ({ receivers }: Settings): readonly ContactPoint[] =>
  Object.entries(receivers)
    .filter(([, receiver]) => !receiver.none)
    .map(([name, { none: _, ...ways }]) => ({ name, ...ways }));

/** Times at which Grafana holds back alerts of severity info. */
export const muteTimingName = "outside-business-hours";

/** All that lies outside the business hours. */
export function outsideBusinessHours({ businessHours: { days, from, to } }: Settings) {
  const off = weekdays.filter((day) => !days.includes(day));
  const around = [
    ...(from === "00:00" ? [] : [{ start: "00:00", end: from }]),
    ...(to === "24:00" ? [] : [{ start: to, end: "24:00" }]),
  ];
  return [
    ...(off.length === 0 ? [] : [{ weekdays: off }]),
    ...around.map((time) => ({ weekdays: [...days], times: [time] })),
  ];
}

/** Which contact point each severity goes to: Alertmanager's own choice, unless that tells nobody. */
export function notificationRoutes({ alertmanager, receivers }: Settings) {
  const { defaultReceiver, routes, groupWait, groupInterval, repeatInterval } = alertmanager;
  const heard = (name = defaultReceiver): string => (receivers[name]?.none ? defaultReceiver : name);
  return {
    contactPoint: defaultReceiver,
    groupBies: ["grafana_folder", "alertname", "pipeline", "severity"],
    groupWait,
    groupInterval,
    repeatInterval,
    policies: (["critical", "warning", "info"] as const).map((severity) => ({
      matchers: [{ label: "severity", match: "=", value: severity }],
      contactPoint: heard(routes[severity]?.receiver),
      ...(severity === "info" ? { muteTimings: [muteTimingName] } : {}),
    })),
  };
}
