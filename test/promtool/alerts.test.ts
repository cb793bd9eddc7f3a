import { expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { pipelines } from "../../pipelines.ts";
import { activeAlerts, renderRules } from "../../rules/rule-files.ts";
import { isFed } from "../../rules/targets.ts";
import type { Settings } from "../../settings/settings.ts";
import { alertCases } from "../support/alert-cases.ts";
import { runTool } from "../support/promtool.ts";

const settings = trackedSettings("dev");

function casesOf(configured: Settings): ReadonlyMap<string, string> {
  return new Map(
    pipelines.flatMap((pipeline) =>
      activeAlerts(pipeline, configured).map((alert) => {
        const name = pipeline.catalogue.name;
        const tuning = configured.tuning(name, alert);
        const fed = alert.jobs.filter((job) => isFed(job, configured));
        return [`${name}.${alert.name}.test.yml`, alertCases(name, alert, tuning, fed, `${name}.rules.yml`)] as const;
      }),
    ),
  );
}

/** Runs every case in one promtool process; returns, by file, what failed, empty where all held. */
function prove(rules: ReadonlyMap<string, string>, cases: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const files = new Map([...rules, ...cases]);
  const { output } = runTool(
    "prometheus",
    ["promtool", "test", "rules", "--junit=/dev/stdout", ...cases.keys()],
    files,
  );
  const suites = output.matchAll(
    /<testsuite name="([^"]+)" tests="(\d+)" failures="(\d+)" errors="(\d+)".*?<\/testsuite>/gs,
  );
  return new Map(
    [...suites].map(([suite, file = "", tests, failures, errors]) => [
      file,
      Number(tests) > 0 && failures === "0" && errors === "0" ? "" : suite,
    ]),
  );
}

const cases = casesOf(settings);
const verdicts = prove(renderRules(settings), cases);

test("there are cases for every alert of the dev stack", () => {
  expect(cases.size).toBe(pipelines.flatMap((pipeline) => activeAlerts(pipeline, settings)).length);
  expect(cases.size).toBeGreaterThan(0);
});

test.each([...cases.keys()])("%s: fires after its for, quiet below its threshold", (file) => {
  expect(verdicts.get(file), `promtool says nothing of ${file}`).toBeDefined();
  expect(verdicts.get(file)).toBe("");
});

test("a rule with its comparison turned or its for removed is caught", () => {
  const rules = renderRules(settings);
  const broken = [
    (text: string) => text.replace("kafka_consumer_broker_connected == 0", "kafka_consumer_broker_connected == 1"),
    (text: string) => text.replace(/(alert: ConsumerDisconnected\n.*\n\s+for: )1m/, "$10s"),
    (text: string) => text.replace("> 0.05", "> 0.1"),
    (text: string) => text.replace("> 0.05", "> 0.025"),
  ];
  for (const change of broken) {
    const changed = new Map([...rules].map(([file, text]) => [file, change(text)]));
    expect(changed).not.toEqual(rules);
    expect([...prove(changed, cases).values()].filter((verdict) => verdict !== "")).toHaveLength(1);
  }
});
