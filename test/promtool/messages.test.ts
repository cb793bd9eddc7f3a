import { describe, expect, test } from "vitest";
import { shownAlerts } from "../../rules/delivery/links.ts";
import { messageTemplates } from "../../rules/delivery/templates.ts";
import { runTool } from "../support/promtool.ts";

const alert = {
  status: "firing",
  labels: { alertname: "HighErrorRate", severity: "warning", pipeline: "trade", path: 'a <b> & "c\\d"+e|f_g' },
  annotations: {
    summary: "Rate < 5% & rising > <!channel>",
    description: "7% of [messages](x) fail\nfor a & b",
    runbook_url: "https://runbooks.example.com/trade/HighErrorRate.html",
    dashboard_url: "https://grafana.example.com/d/x?viewPanel=1&var-a=b|c",
  },
  startsAt: "2026-01-02T03:04:05Z",
  endsAt: "2026-01-02T04:04:05Z",
  generatorURL: "https://prometheus.example.com/graph?g0.expr=up%20%3E%200&g0.tab=1",
};
const resolved = { ...alert, status: "resolved" };

/** What Alertmanager makes of a template for these alerts. */
function render(name: string, alerts: readonly (typeof alert)[], changes: object = {}): string {
  const data = {
    status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
    receiver: "on-call",
    alerts,
    commonLabels: alert.labels,
    commonAnnotations: alert.annotations,
    externalURL: "https://alertmanager.example.com",
    ...changes,
  };
  const text = `{{ template "${name}" . }}`;
  const { ok, output } = runTool(
    "alertmanager",
    [
      "amtool",
      "template",
      "render",
      "--template.glob=templates/*.tmpl",
      `--template.text=${text}`,
      "--template.data=data.json",
    ],
    new Map([...messageTemplates, ["data.json", JSON.stringify(data)]]),
  );
  expect(ok, output).toBe(true);
  return output;
}

/** The matchers of the silence that a message links to. */
const silencedBy = (text: string): string =>
  decodeURIComponent(/silences\/new\?filter=([^|)]*)/.exec(text)?.[1] ?? "none");

const silence = '{alertname="HighErrorRate", path="a <b> & \\"c\\\\d\\"+e|f_g", pipeline="trade", severity="warning"}';

describe("Slack's message", () => {
  test("has what one needs to act, and nothing that Slack would read as its own", () => {
    const text = render("slack.text", [alert]);
    expect(text.split("\n").slice(0, 4)).toEqual([
      "*FIRING: Rate &lt; 5% &amp; rising &gt; &lt;!channel&gt;*",
      "7% of [messages](x) fail",
      "for a &amp; b",
      "Severity warning, since 2026-01-02 03:04:05 UTC",
    ]);
    expect(text).toContain("<https://runbooks.example.com/trade/HighErrorRate.html|Runbook>");
    expect(text).toContain("<https://grafana.example.com/d/x?viewPanel=1&amp;var-a=b%7Cc|Dashboard>");
    expect(text).toContain("<https://prometheus.example.com/graph?g0.expr=up%20%3E%200&amp;g0.tab=1|Query>");
    expect(text).toContain("<https://alertmanager.example.com/#/silences/new?filter=");
    expect(text).toContain('path=a &lt;b&gt; &amp; "c\\d"+e|f_g ');
    expect(silencedBy(text)).toBe(silence);
  });

  test("says when it ended, and offers no silence then", () => {
    const text = render("slack.text", [resolved]);
    expect(text).toContain("*RESOLVED: ");
    expect(text).toContain("since 2026-01-02 03:04:05 UTC, until 2026-01-02 04:04:05 UTC");
    expect(text).not.toContain("Silence");
  });

  test("has only the first of many alerts, and says so", () => {
    const many = render("slack.text", Array(shownAlerts + 2).fill(alert));
    expect(many.match(/\*FIRING/g)).toHaveLength(shownAlerts);
    expect(many).toContain(`The first ${shownAlerts} of ${shownAlerts + 2} alerts.`);
    expect(render("slack.text", Array(shownAlerts).fill(alert))).not.toContain("The first");
  });

  test("has a title, a colour and a dashboard", () => {
    expect(render("slack.title", [alert, resolved])).toBe("[FIRING:1] warning trade: HighErrorRate");
    expect(render("slack.title", [resolved])).toBe("[RESOLVED] warning trade: HighErrorRate");
    expect(render("slack.title", [alert, alert], { commonLabels: { severity: "critical", pipeline: "trade" } })).toBe(
      "[FIRING:2] critical trade: 2 alerts",
    );
    expect(render("slack.color", [alert])).toBe("warning");
    expect(render("slack.color", [alert], { commonLabels: { severity: "critical" } })).toBe("danger");
    expect(render("slack.color", [resolved])).toBe("good");
    expect(render("slack.dashboard", [alert])).toBe(alert.annotations.dashboard_url);
  });
});

describe("Teams' message", () => {
  test("has the same, and no Markdown but its own", () => {
    const text = render("teams.text", [alert]);
    expect(text).toContain("**FIRING: Rate \\< 5% & rising \\> \\<!channel\\>**");
    expect(text).toContain("7% of \\[messages\\](x) fail");
    expect(text).toContain("[Runbook](https://runbooks.example.com/trade/HighErrorRate.html)");
    expect(text).toContain("f\\_g");
    expect(silencedBy(text)).toBe(silence);
    expect(render("teams.text", [resolved])).not.toContain("Silence");
    expect(render("teams.title", [alert])).toBe("[FIRING:1] warning trade: HighErrorRate");
  });
});

describe("PagerDuty's incident", () => {
  test("has a line and two links", () => {
    expect(render("pagerduty.summary", [alert])).toBe(`trade: HighErrorRate, ${alert.annotations.summary}`);
    expect(render("pagerduty.summary", [alert, alert], { commonLabels: {}, commonAnnotations: {} })).toBe("2 alerts");
    expect(render("pagerduty.runbook", [alert])).toBe(alert.annotations.runbook_url);
    expect(render("pagerduty.dashboard", [alert])).toBe(alert.annotations.dashboard_url);
  });
});
