import { shownAlerts, silenceLink } from "./links.ts";

/** Beside alertmanager.yml. */
export const teamsTemplateFile = "templates/teams.tmpl";

/** Title and text of the cards in Microsoft Teams, which reads them as Markdown. */
export const teamsTemplate = `{{ define "teams.escape" -}}
{{ reReplaceAll "([\\\\\\\\*_\\\\[\\\\]<>#~\`])" "\\\\$1" . }}
{{- end }}

{{ define "teams.url" -}}
{{ reReplaceAll "[(]" "%28" . | reReplaceAll "[)]" "%29" | reReplaceAll " " "%20" }}
{{- end }}

{{ define "teams.title" -}}
[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.severity }} {{ .CommonLabels.pipeline }}: {{ with .CommonLabels.alertname }}{{ . }}{{ else }}{{ len .Alerts }} alerts{{ end }}
{{- end }}

{{ define "teams.text" -}}
{{ range $position, $alert := .Alerts }}{{ if lt $position ${shownAlerts} -}}
**{{ .Status | toUpper }}: {{ template "teams.escape" .Annotations.summary }}**

{{ template "teams.escape" .Annotations.description }}

Severity {{ template "teams.escape" .Labels.severity }}, since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}{{ if eq .Status "resolved" }}, until {{ .EndsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}{{ end }}

{{ with .Annotations.runbook_url }}[Runbook]({{ template "teams.url" . }}) {{ end }}{{ with .Annotations.dashboard_url }}[Dashboard]({{ template "teams.url" . }}) {{ end }}{{ with .GeneratorURL }}[Query]({{ template "teams.url" . }}){{ end }}{{ if eq .Status "firing" }} [Silence](${silenceLink}){{ end }}

{{ range .Labels.SortedPairs }}{{ template "teams.escape" .Name }}={{ template "teams.escape" .Value }} {{ end }}

{{ end }}{{ end }}{{ if gt (len .Alerts) ${shownAlerts} }}The first ${shownAlerts} of {{ len .Alerts }} alerts.{{ end }}
{{- end }}
`;
