import { shownAlerts, silenceLink } from "./links.ts";

/** Beside alertmanager.yml. */
export const slackTemplateFile = "templates/slack.tmpl";

/** Title, text and colour of Slack's messages. Slack reads `&`, `<` and `>` as its own: elsewhere they are escaped. */
export const slackTemplate = `{{ define "slack.escape" -}}
{{ reReplaceAll "&" "&amp;" . | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}
{{- end }}

{{ define "slack.url" -}}
{{ reReplaceAll "[|]" "%7C" . | reReplaceAll "<" "%3C" | reReplaceAll ">" "%3E" | reReplaceAll "&" "&amp;" }}
{{- end }}

{{ define "slack.title" -}}
[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}] {{ template "slack.escape" .CommonLabels.severity }} {{ template "slack.escape" .CommonLabels.pipeline }}: {{ with .CommonLabels.alertname }}{{ template "slack.escape" . }}{{ else }}{{ len .Alerts }} alerts{{ end }}
{{- end }}

{{ define "slack.text" -}}
{{ range $position, $alert := .Alerts }}{{ if lt $position ${shownAlerts} -}}
*{{ .Status | toUpper }}: {{ template "slack.escape" .Annotations.summary }}*
{{ template "slack.escape" .Annotations.description }}
Severity {{ template "slack.escape" .Labels.severity }}, since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}{{ if eq .Status "resolved" }}, until {{ .EndsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}{{ end }}
{{ with .Annotations.runbook_url }}<{{ template "slack.url" . }}|Runbook>  {{ end }}{{ with .Annotations.dashboard_url }}<{{ template "slack.url" . }}|Dashboard>  {{ end }}{{ with .GeneratorURL }}<{{ template "slack.url" . }}|Query>{{ end }}{{ if eq .Status "firing" }}  <${silenceLink}|Silence>{{ end }}
{{ range .Labels.SortedPairs }}{{ .Name }}={{ template "slack.escape" .Value }} {{ end }}

{{ end }}{{ end }}{{ if gt (len .Alerts) ${shownAlerts} }}The first ${shownAlerts} of {{ len .Alerts }} alerts.{{ end }}
{{- end }}

{{ define "slack.color" -}}
{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}
{{- end }}

{{ define "slack.dashboard" -}}
{{ (index .Alerts 0).Annotations.dashboard_url }}
{{- end }}
`;
