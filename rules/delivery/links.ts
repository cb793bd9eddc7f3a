/**
 * Template: the page on which just the alert at hand is silenced, its labels filled in as matchers; `$` has to be the
 * message's data. The page wants `%20` where a query has `+`.
 */
export const silenceLink = String.raw`{{ $.ExternalURL }}/#/silences/new?filter=%7B{{ range $index, $label := .Labels.SortedPairs }}{{ if $index }}%2C%20{{ end }}{{ .Name }}%3D%22{{ .Value | reReplaceAll "([\"\\\\])" "\\$1" | urlquery | reReplaceAll "[+]" "%20" }}%22{{ end }}%7D`;

/** So many alerts stand in a message to a channel; the rest is counted. */
export const shownAlerts = 10;
