/** Beside alertmanager.yml. */
export const pagerdutyTemplateFile = "templates/pagerduty.tmpl";

/** The line that PagerDuty shows and reads out, and the links of its incidents. */
export const pagerdutyTemplate = `{{ define "pagerduty.summary" -}}
{{ with .CommonLabels.pipeline }}{{ . }}: {{ end }}{{ with .CommonLabels.alertname }}{{ . }}{{ else }}{{ len .Alerts }} alerts{{ end }}{{ with .CommonAnnotations.summary }}, {{ . }}{{ end }}
{{- end }}

{{ define "pagerduty.runbook" -}}
{{ (index .Alerts 0).Annotations.runbook_url }}
{{- end }}

{{ define "pagerduty.dashboard" -}}
{{ (index .Alerts 0).Annotations.dashboard_url }}
{{- end }}
`;
