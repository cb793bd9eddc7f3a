import { describe, expect, test } from "vitest";
import { Expression } from "../../catalogue/promql/expression.ts";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { type Pipeline, pipelines } from "../../pipelines.ts";
import { unsound } from "../../rules/soundness.ts";

const settings = trackedSettings("dev");

/** Every pipeline, the first with another expression for its first alert. */
function withRule(text: string): readonly Pipeline[] {
  const [first, ...rest] = pipelines as [Pipeline, ...Pipeline[]];
  const [alert, ...others] = first.alerts.alerts;
  if (alert === undefined) throw new Error("the first pipeline has no alert");
  const changed = { ...alert, expression: () => new Expression(text) };
  return [{ ...first, alerts: { ...first.alerts, alerts: [changed, ...others] } }, ...rest];
}

describe("before anything is deployed, every expression", () => {
  test.each(["dev", "prod"])("of stack %s is found sound", (stack) => {
    expect(unsound(trackedSettings(stack))).toEqual([]);
  });

  test.each([
    ["a typo in a metric", "kafka_consumer_lagg > 1", /names kafka_consumer_lagg/],
    ["a label that does not exist", 'kafka_consumer_lag{group="a"} > 1', /has no label group/],
    ["a matcher that matches nothing", 'up{job="kafka_consumers"} == 0', /can never match/],
    ["broken syntax", "sum(", /does not parse/],
  ])("with %s is refused, with its rule", (_, text, message) => {
    const faults = unsound(settings, withRule(text));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^rule churn\/ConsumerDown /);
    expect(faults[0]).toMatch(message);
    expect(faults[0]).toContain(text);
  });

  test("of a panel is refused with its panel", () => {
    const [first, ...rest] = pipelines as [Pipeline, ...Pipeline[]];
    const dashboards = first.dashboards.map((dashboard) => ({
      ...dashboard,
      panels: (context: Parameters<typeof dashboard.panels>[0]) =>
        dashboard.panels(context).map((panel) => ({
          ...panel,
          queries: panel.queries.map((query) => ({ ...query, expression: new Expression("nonsense_total") })),
        })),
    }));
    const faults = unsound(settings, [{ ...first, dashboards }, ...rest]);
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toMatch(/^panel churn-consumer\/[a-z-]+ names nonsense_total/);
  });
});
