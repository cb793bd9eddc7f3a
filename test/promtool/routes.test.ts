import { describe, expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { renderAlertmanager } from "../../rules/delivery/alertmanager.ts";
import { messageTemplates } from "../../rules/delivery/templates.ts";
import { pipelineRules } from "../../rules/rule-files.ts";
import type { Settings } from "../../settings/settings.ts";
import { documentRoutes } from "../support/document-routes.ts";
import { runTool } from "../support/promtool.ts";
import { devSettings } from "../support/unit-config.ts";
import { everyWay, ownRoute } from "../support/unit-receivers.ts";

type Labels = Readonly<Record<string, string>>;

const filesOf = (settings: Settings): ReadonlyMap<string, string> =>
  new Map([["alertmanager.yml", renderAlertmanager(settings)], ...messageTemplates]);

/** The labels of each alert of some pipelines as it fires; of a template the series decide. */
const alertsOf = (settings: Settings, pipelines: readonly string[]): readonly Labels[] =>
  pipelineRules(settings)
    .filter(({ pipeline }) => pipelines.includes(pipeline))
    .flatMap(({ alerts }) => alerts)
    .map(({ alert, labels }) => ({
      alertname: alert,
      ...Object.fromEntries(
        Object.entries(labels).map(([name, value]) => [name, value.includes("{{") ? "any" : value]),
      ),
    }));

/** Whom Alertmanager tells of alerts with these labels, asked of amtool. */
function toldOf(settings: Settings, alerts: readonly Labels[]): readonly (readonly string[])[] {
  const asks = alerts.map((labels) =>
    Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(" "),
  );
  const script = `while read -r labels; do amtool config routes test --config.file=alertmanager.yml $labels || exit 1; done < asks`;
  const files = new Map([...filesOf(settings), ["asks", `${asks.join("\n")}\n`]]);
  const { ok, output } = runTool("alertmanager", ["sh", "-c", script], files);
  expect(ok, output).toBe(true);
  return output
    .trim()
    .split("\n")
    .map((line) => line.split(","));
}

describe.each(Object.entries(documentRoutes))("with the routes of %s", (_, { settings, pipelines, told }) => {
  test("each alert reaches whom the document says, and the Watchdog nobody", () => {
    const alerts = alertsOf(settings, pipelines);
    expect(alerts.length).toBeGreaterThan(5);
    const watchdog = { alertname: "Watchdog", severity: "info" };
    const expected = [...alerts.map((labels) => [labels["alertname"], ...told(labels)]), ["Watchdog", "null"]];
    const found = toldOf(settings, [...alerts, watchdog]);
    expect([...alerts, watchdog].map(({ alertname }, index) => [alertname, ...(found[index] ?? [])])).toEqual(expected);
  });
});

test("in prod owners of data hear of it beside those on call, and the Watchdog is heard outside", () => {
  const alert = (pipeline: string, severity: string, team: string) => ({ alertname: "X", pipeline, severity, team });
  expect(
    toldOf(trackedSettings("prod"), [
      { alertname: "Watchdog", severity: "info" },
      alert("trade", "critical", "data-engineering"),
      alert("trade", "warning", "data-quality"),
      alert("k2-streaming", "critical", "data-quality"),
      alert("k2-streaming", "warning", "data-engineering"),
      alert("trade", "info", "data-engineering"),
    ]),
  ).toEqual([
    ["heartbeat"],
    ["on-call"],
    ["data-quality", "pipeline-warnings"],
    ["data-quality", "pager"],
    ["data-engineering"],
    ["nobody"],
  ]);
});

test("amtool accepts every kind of receiver, route and hours, and refuses an interval that is not there", () => {
  const settings = devSettings({
    "receivers.on-call": everyWay,
    "receivers.app.slack": { channel: "C0123", auth: "token" },
    "receivers.quiet": { none: true },
    "alertmanager.ownRoutes": [ownRoute],
    "businessHours.to": "24:00",
    watchdog: {},
  });
  const check = (text: string) =>
    runTool(
      "alertmanager",
      ["amtool", "check-config", "alertmanager.yml"],
      new Map([...filesOf(settings), ["alertmanager.yml", text]]),
    );
  const text = renderAlertmanager(settings);
  const { ok, output } = check(text);
  expect(output).toContain("6 receivers");
  expect(ok, output).toBe(true);
  expect(check(text.replace("- name: business-hours", "- name: night")).ok).toBe(false);
});
