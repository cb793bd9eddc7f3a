import { pipelines } from "../pipelines.ts";
import { type Alert, severities } from "../rules/alert.ts";
import { formatValue } from "../rules/units.ts";
import { alertPage } from "../runbooks/check.ts";
import { faultsOf } from "../settings/fault.ts";
import { schema } from "../settings/schema.ts";
import { type SecretName, secretNames } from "../settings/secrets.ts";
import { renderDashboardPages } from "./dashboard-pages.ts";
import { renderInhibitionsPage } from "./inhibitions-page.ts";
import { code, table } from "./markdown.ts";
import { trackedSettings } from "./rendered-files.ts";
import { chosen, type Key, member, pathText, settingsKeys } from "./settings-keys.ts";

/** What a key may hold: its type and limits, or else what `validate` says of a value that cannot be right. */
function allowedOf({ path, node }: Key): string {
  if (node.enum !== undefined) return node.enum.map((value) => code(String(value))).join(", ");
  switch (node.type) {
    case "boolean":
      return "`true`, `false`";
    case "integer":
      return `${node.minimum}..${node.maximum}, whole`;
    case "number":
      return `${node.minimum}..${node.maximum}`;
    case "array": {
      const list = node.minItems === undefined ? "list" : `list of at least ${node.minItems}`;
      return node.items?.properties === undefined ? `${list}, each ${allowedText([...path, member])}` : list;
    }
    case "object":
      return "text by name";
    default:
      return allowedText(path);
  }
}

/** Asks the schema itself what text it takes at a path: patterns and refinements have no other name. */
function allowedText(path: readonly string[]): string {
  const probe = path.reduceRight<unknown>((value, name) => (name === member ? [value] : { [keyOf(name)]: value }), "");
  const result = schema.safeParse(probe);
  const at = path.map(keyOf).join(".");
  const issues = result.error?.issues.filter((issue) => issue.path.join(".") === at) ?? [];
  const [issue] = issues;
  if (issue === undefined) return "text";
  if (issue.code === "too_small") return "text, not empty";
  const allowed = faultsOf(schema, probe, [issue])[0]?.allowed ?? "";
  // The examples would stand in every row.
  return allowed.replace(/^Invalid string: /, "").replace(/, such as .*$/, "");
}

const keyOf = (name: string): string => (name === chosen ? "name" : name);

function defaultOf({ path, node, required }: Key): string {
  // `validate` fills it in before the schema sees it.
  if (path.join() === "environment") return "the stack's name";
  if (required) return "required";
  return node.default === undefined ? "none" : code(JSON.stringify(node.default).replace(/^"(.*)"$/, "$1"));
}

/** Text in which only backticks mean something. */
const prose = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "&lt;")))
    .join("");

const rowsOf = (keys: readonly Key[]): string =>
  table(
    ["Key", "Allowed", "Default", "What it is"],
    keys.map((key) => [code(pathText(key.path)), allowedOf(key), defaultOf(key), prose(key.description ?? "")]),
  );

function section(top: Key, inner: readonly Key[]): string {
  return [
    `## ${top.path.join(".")}`,
    "",
    `${prose(top.description ?? "")}.`,
    "",
    ...groupNotes(inner.filter(({ group, path }) => group && path.length > 1)),
    rowsOf(inner.filter(({ group }) => !group)),
    "",
  ].join("\n");
}

/** What groups below the first level are for; groups that are alike share a line. */
function groupNotes(groups: readonly Key[]): readonly string[] {
  const texts = [...new Set(groups.map(({ description }) => description ?? ""))];
  const notes = texts.map((text) => {
    const alike = groups.filter(({ description }) => (description ?? "") === text);
    const need = alike.every(({ required }) => required) ? " Required." : "";
    return `- ${alike.map(({ path }) => code(pathText(path))).join(", ")}: ${prose(text)}.${need}`;
  });
  return notes.length === 0 ? [] : [...notes, ""];
}

function alertsSection(): string {
  const parts = pipelines.map(({ catalogue, alerts }) => {
    const path = (alert: Alert, setting: string): string => code(`alerts.${alerts.pipeline}.${alert.name}.${setting}`);
    const numbers = alerts.alerts.flatMap((alert) =>
      Object.entries(alert.numbers).map(([name, number]) => [
        path(alert, name),
        String(number.default),
        `${number.min}..${number.max}`,
        number.unit,
        prose(number.source),
      ]),
    );
    return [
      `### ${catalogue.title}: \`alerts.${alerts.pipeline}\``,
      "",
      "Defaults of what every alert has:",
      "",
      table(
        ["Alert", "`severity`", "`for`", "`window`"],
        alerts.alerts.map(({ name, severity, for: wait, window }) => [
          code(name),
          severity,
          wait,
          window ?? "has none",
        ]),
      ),
      "",
      "Numbers, which only some alerts have:",
      "",
      table(["Key", "Default", "Allowed", "Unit", "Where the default comes from"], numbers),
      "",
    ].join("\n");
  });
  return [
    "## alerts",
    "",
    "Every alert can be tuned under `alerts.<pipeline>.<AlertName>`; what is left out keeps its default. The rule, the",
    "panel's line, the alert's text and the test that proves it follow the same number.",
    "",
    "- `enabled`: `true` by default; with `false` the rule does not exist.",
    `- \`severity\`: ${severities.map(code).join(", ")}. It chooses the route, see [alertmanager](#alertmanager).`,
    "- `for`: how long the condition must hold before the alert fires; a duration such as `30s` or `10m`.",
    "- `window`: the range of its rates; a duration of at least twice `prometheus.scrapeInterval`.",
    "",
    ...parts,
  ].join("\n");
}

const secretUses: Readonly<Record<SecretName, { readonly needed: string; readonly use: string }>> = {
  grafanaAdminPassword: {
    needed: "always; `make` generates it",
    use: "Password of Grafana's first user, taken in when its database is made",
  },
  grafanaUserPasswords: {
    needed: "with `grafana.users`",
    use: 'First passwords by login, a JSON object such as `{"viewer": "..."}`; each user of `grafana.users` must be in it',
  },
  kafkaLagPasswords: {
    needed: "with `kafkaLag.<name>.sasl`",
    use: 'Passwords by the name of the cluster, a JSON object such as `{"trade": "..."}`',
  },
  receiverSecrets: {
    needed: "with `slack`, `pagerduty`, `msteams`, or `webhook` without `url`, of a receiver",
    use: 'By receiver and kind, a JSON object such as `{"on-call": {"slack": "https://...", "pagerduty": "..."}}`',
  },
  smtpPassword: { needed: "with `smtp.username`", use: "Password for the mail server" },
  watchdogUrl: { needed: "with `watchdog` without `receiver`", use: "URL to which the heartbeat is posted" },
};

function secretsSection(): string {
  return [
    "## Secrets",
    "",
    "Secrets are config keys, too, but only in encrypted form; in plain text they are refused. `make secret NAME=...` or",
    "`pulumi config set --secret ...` sets one, see the [README](../README.md#secrets).",
    "",
    table(
      ["Key", "Needed", "What it is"],
      secretNames.map((name) => [code(name), secretUses[name].needed, secretUses[name].use]),
    ),
    "",
  ].join("\n");
}

/** docs/configuration.md. */
export function renderReference(): string {
  const keys = settingsKeys();
  const below = ({ path: [name] }: Key): readonly Key[] => keys.filter(({ path }) => path[0] === name);
  const tops = keys.filter(({ path }) => path.length === 1);
  const sections = tops
    .filter(({ group }) => group)
    .map((top) => (top.path[0] === "alerts" ? alertsSection() : section(top, below(top))));
  return [
    "<!-- Written by `make docs` from settings/schema.ts, settings/secrets.ts and rules/alerts/; do not edit. -->",
    "",
    "# Configuration",
    "",
    "Every key of stack config, which stands in `Pulumi.<stack>.yaml` below `config:`, each with the project's name before",
    "its first part: `pipeline-monitoring:prometheus`. All faults of a config are reported at once, with what is allowed,",
    "before anything is changed; an unknown key is a fault at every level. `<name>` is a name of your choice.",
    "",
    "Durations are written as Prometheus does: `30s`, `5m`, `1h30m`, `15d`.",
    "",
    "## General",
    "",
    rowsOf(tops.filter(({ group }) => !group).flatMap(below)),
    "",
    ...sections,
    secretsSection(),
  ].join("\n");
}

/** The README's table of a pipeline's alerts. */
export function renderAlertTables(): string {
  return pipelines
    .map(({ catalogue, alerts }) =>
      [
        `**${catalogue.title}** (\`${alerts.pipeline}\`):`,
        "",
        table(
          ["Alert", "Meaning", "Default threshold", "For", "Severity"],
          alerts.alerts.map((alert) => [
            `[${alert.name}](runbooks/${alertPage(alerts.pipeline, alert)})`,
            prose(alert.summary),
            thresholds(alert),
            alert.for,
            alert.severity,
          ]),
        ),
      ].join("\n"),
    )
    .join("\n\n");
}

function thresholds({ numbers }: Alert): string {
  const parts = Object.entries(numbers).map(([name, number]) => {
    const value = formatValue(number.default, number.unit);
    return name === "threshold" ? value : `\`${name}\` ${value}`;
  });
  return parts.length === 0 ? "none" : parts.join(", ");
}

const begin = "<!-- generated:alerts -->";
const end = "<!-- /generated:alerts -->";

/** The README with its generated part made anew. */
export function renderReadme(readme: string): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md must have ${begin} and, after it, ${end}`);
  return `${readme.slice(0, from + begin.length)}\n\n${renderAlertTables()}\n\n${readme.slice(to)}`;
}

/** All generated documentation by path; the README's other parts are kept as they are. */
export const renderDocs = (readme: string): ReadonlyMap<string, string> =>
  new Map([
    ["README.md", renderReadme(readme)],
    ["docs/configuration.md", renderReference()],
    ["docs/dashboards.md", renderDashboardPages(trackedSettings("dev"))],
    // The dev stack watches every pipeline.
    ["docs/inhibitions.md", renderInhibitionsPage(trackedSettings("dev"))],
  ]);
