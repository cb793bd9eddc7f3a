/** Beside alertmanager.yml. */
export const mailTemplateFile = "templates/mail.tmpl";

/** Subject and bodies of the mails: what is wrong, since when, what to do, where to look. */
export const mailTemplate = `{{ define "mail.subject" -}}
[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.severity }} {{ .CommonLabels.pipeline }}: {{ .CommonLabels.alertname }}
{{- end }}

{{ define "mail.text" -}}
{{ range .Alerts -}}
{{ .Status | toUpper }}: {{ .Annotations.summary }}
{{ .Annotations.description }}

Since:     {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}
{{ if eq .Status "resolved" }}Until:     {{ .EndsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}
{{ end }}Runbook:   {{ .Annotations.runbook_url }}
Dashboard: {{ .Annotations.dashboard_url }}
Query:     {{ .GeneratorURL }}
Labels:    {{ range .Labels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}

{{ end -}}
{{ end }}

{{ define "mail.html" -}}
<!doctype html>
<html lang="en">
<body style="font-family: sans-serif">
{{ range .Alerts }}
<h2 style="color: {{ if eq .Status "firing" }}#c4162a{{ else }}#37872d{{ end }}">{{ .Status | toUpper }}: {{ .Annotations.summary }}</h2>
<p>{{ .Annotations.description }}</p>
<p>
Since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}{{ if eq .Status "resolved" }}, until {{ .EndsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}{{ end }}<br>
<a href="{{ .Annotations.runbook_url }}">Runbook</a> |
<a href="{{ .Annotations.dashboard_url }}">Dashboard</a> |
<a href="{{ .GeneratorURL }}">Query</a>
</p>
<ul>{{ range .Labels.SortedPairs }}<li>{{ .Name }} = {{ .Value }}</li>{{ end }}</ul>
{{ end }}
</body>
</html>
{{- end }}
`;
