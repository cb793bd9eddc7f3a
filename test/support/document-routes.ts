import type { Settings } from "../../settings/settings.ts";
import { devSettings } from "./unit-config.ts";

/** A document's receivers and routes as stack config has them, and who must be told of an alert, from the document. */
export interface DocumentRoutes {
  readonly settings: Settings;
  readonly pipelines: readonly string[];
  readonly told: (labels: Readonly<Record<string, string>>) => readonly string[];
}

const bySeverity =
  (receivers: Readonly<Record<string, string>>) =>
  ({ severity = "" }: Readonly<Record<string, string>>): readonly string[] => [receivers[severity] ?? "missing"];

/** Those of the documents that say who is told, by document. */
export const documentRoutes: Readonly<Record<string, DocumentRoutes>> = {
  churn: {
    settings: devSettings(),
    pipelines: ["churn"],
    told: () => ["email-notifications"],
  },
  trade: {
    settings: devSettings({
      receivers: {
        "critical-alerts": { slack: { channel: "#pipeline-critical" }, email: { to: ["oncall@trade-pipeline.local"] } },
        "slack-warnings": { slack: { channel: "#pipeline-warnings" } },
        quiet: { none: true },
      },
      alertmanager: {
        defaultReceiver: "slack-warnings",
        groupBy: ["alertname", "severity", "service"],
        groupWait: "30s",
        groupInterval: "5m",
        repeatInterval: "4h",
        routes: {
          critical: { receiver: "critical-alerts", groupWait: "10s", repeatInterval: "1h" },
          warning: { receiver: "slack-warnings", groupWait: "30s", repeatInterval: "4h" },
          info: { receiver: "quiet" },
        },
      },
    }),
    pipelines: ["trade"],
    told: bySeverity({ critical: "critical-alerts", warning: "slack-warnings", info: "quiet" }),
  },
  "k2-streaming": {
    settings: devSettings({
      receivers: {
        "email-notifications": { email: { to: ["team@example.com"] } },
        "on-call": { pagerduty: {} },
        "data-engineering": { slack: { channel: "#data-engineering" } },
        "data-quality": { slack: { channel: "#data-quality" } },
      },
      "alertmanager.ownRoutes": [
        { match: { pipeline: ["k2-streaming"], severity: ["critical"] }, receiver: "on-call" },
        { match: { team: ["data-quality"] }, receiver: "data-quality" },
        { match: { pipeline: ["k2-streaming"], severity: ["warning"] }, receiver: "data-engineering" },
      ],
    }),
    pipelines: ["k2-streaming", "churn"],
    told: ({ pipeline, severity, team }) => {
      // Nobody else's alerts are paged.
      if (pipeline !== "k2-streaming") return ["email-notifications"];
      if (severity === "critical") return ["on-call"];
      return [team === "data-quality" ? "data-quality" : "data-engineering"];
    },
  },
};
