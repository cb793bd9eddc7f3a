import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dump, load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { root } from "../../commands/workspace.ts";
import { renderAlertmanager } from "../../rules/delivery/alertmanager.ts";
import { mailTemplate, mailTemplateFile } from "../../rules/delivery/mail.ts";
import { AlertmanagerUnderTest } from "../support/alertmanager.ts";
import { inhibitedPairs, type Labels, ruleLabels } from "../support/inhibition-cases.ts";
import { runTool } from "../support/promtool.ts";

const settings = trackedSettings("dev");
const rendered = renderAlertmanager(settings);
const files = (configuration: string) =>
  new Map([
    ["alertmanager.yml", configuration],
    [mailTemplateFile, mailTemplate],
  ]);
const alertOf = ruleLabels(settings);

/** Alertmanager's own answer to what one configuration does. */
const withServer = (configuration: string) => {
  let server: AlertmanagerUnderTest | undefined;
  beforeAll(async () => {
    server = await AlertmanagerUnderTest.start(files(configuration));
  });
  afterAll(() => server?.stop());
  return (): AlertmanagerUnderTest => {
    if (server === undefined) throw new Error("no server");
    return server;
  };
};

describe("the rendered inhibitions on an Alertmanager", () => {
  const server = withServer(rendered);

  test("are taken", () => {
    const { ok, output } = runTool("alertmanager", ["amtool", "check-config", "alertmanager.yml"], files(rendered));
    const { inhibit_rules: rules } = load(rendered) as { inhibit_rules: unknown[] };
    expect(output).toContain(`${rules.length} inhibit rules`);
    expect(ok, output).toBe(true);
  });

  test.each(inhibitedPairs(settings))(
    "$title, while it fires, of the same thing",
    async ({ inhibition, source, target }) => {
      // In all other labels they are as the target: nothing but the one difference can keep them visible.
      const elsewhere = { ...target, pipeline: "another" };
      const others = inhibition.equal.map((label) => ({ ...target, [label]: "another" }));
      const all = [source, target, elsewhere, ...others];
      const visible = [elsewhere, ...others].map(() => "active");
      await server().post(all);
      const firing = ["active", "inhibited", ...visible];
      expect(await server().settled(all, firing)).toEqual(firing);
      await server().post([], [source]);
      const alone = ["gone", "active", ...visible];
      expect(await server().settled(all, alone)).toEqual(alone);
      await server().post([], all.slice(1));
      expect(
        await server().settled(
          all,
          all.map(() => "gone"),
        ),
      ).toEqual(all.map(() => "gone"));
    },
  );

  test("hide as well while the cause is silenced, so that one silence is enough for a maintenance", async () => {
    const cause: Labels = { ...alertOf("trade", "KafkaBrokerDown"), instance: "broker-1:7071" };
    const lag: Labels = { ...alertOf("trade", "ConsumerLagHigh"), topic: "raw-trades" };
    await server().silence({ alertname: "KafkaBrokerDown", pipeline: "trade", instance: "broker-1:7071" });
    await server().post([cause, lag]);
    const states = ["suppressed", "inhibited"];
    expect(await server().settled([cause, lag], states)).toEqual(states);
    await server().post([], [cause, lag]);
  });
});

describe("the two inhibitions of the trade document", () => {
  const inventory = load(readFileSync(join(root, "test/coverage/inventories/trade.yaml"), "utf8")) as {
    alertmanager: { inhibitions: Record<string, unknown>[] };
  };
  const asWritten = inventory.alertmanager.inhibitions.map(({ intent: _, ...rule }) => rule);
  const server = withServer(dump({ ...(load(rendered) as object), inhibit_rules: asWritten }));
  const ours = withServer(rendered);

  const cluster = "trade-pipeline";
  const topic: Labels = { cluster, topic: "raw-trades" };
  const table: Labels = { table: "raw_trades", layer: "bronze" };
  const cases = [
    { source: "PipelineCompleteFailure", of: topic, target: "KafkaTopicNoTraffic", with: topic },
    { source: "FreshnessCriticalFailure", of: table, target: "BronzeFreshnessViolation", with: table },
    { source: "KafkaBrokerDown", of: { cluster, job: "kafka" }, target: "ConsumerLagHigh", with: { topic: "a" } },
    { source: "KafkaBrokerDown", of: { cluster, job: "kafka" }, target: "FlinkJobRestarting", with: { job_name: "a" } },
    { source: "KafkaBrokerDown", of: { cluster, job: "kafka" }, target: "BronzeFreshnessViolation", with: table },
  ];

  test.each(cases)("do not hide $target while $source fires; ours do", async ({ source, of, target, with: labels }) => {
    const pair = [
      { ...alertOf("trade", source), ...of },
      { ...alertOf("trade", target), ...labels },
    ];
    await Promise.all([server().post(pair), ours().post(pair)]);
    expect(await ours().settled(pair, ["active", "inhibited"])).toEqual(["active", "inhibited"]);
    // By now the other has had as long to see them.
    expect(await server().settled(pair, ["active", "active"])).toEqual(["active", "active"]);
    await Promise.all([server().post([], pair), ours().post([], pair)]);
  });
});
