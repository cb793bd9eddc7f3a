import { describe, expect, test } from "vitest";
import { renderedFiles, trackedSettings } from "../../commands/rendered-files.ts";
import { runTool } from "../support/promtool.ts";

describe.each(["dev", "prod"])("what stack %s renders", (stack) => {
  const files = renderedFiles(trackedSettings(stack));

  test("promtool accepts configuration and rules", () => {
    const { ok, output } = runTool("prometheus", ["promtool", "check", "config", "prometheus/prometheus.yml"], files);
    expect(output).toContain("rules found");
    expect(ok, output).toBe(true);
  });

  test("amtool accepts routes, receivers and templates", () => {
    const { ok, output } = runTool("alertmanager", ["amtool", "check-config", "alertmanager/alertmanager.yml"], files);
    expect(output).toContain("4 templates");
    expect(ok, output).toBe(true);
  });

  test("the blackbox exporter accepts its modules", () => {
    const check = ["blackbox_exporter", "--config.check", "--config.file=prometheus/blackbox.yml"] as const;
    const { ok, output } = runTool("blackboxExporter", [...check], files);
    expect(ok, output).toBe(true);
  });
});

test("each tool refuses what is broken", () => {
  const broken = new Map([
    ["prometheus.yml", "scrape_configs:\n  - job_name: 1\n    nonsense: true\n"],
    ["alertmanager.yml", "route:\n  receiver: nobody\nreceivers: []\n"],
    ["blackbox.yml", "modules:\n  x:\n    prober: nonsense-field\n    y: 1\n"],
  ]);
  expect(runTool("prometheus", ["promtool", "check", "config", "prometheus.yml"], broken).ok).toBe(false);
  expect(runTool("alertmanager", ["amtool", "check-config", "alertmanager.yml"], broken).ok).toBe(false);
  const check = ["blackbox_exporter", "--config.check", "--config.file=blackbox.yml"] as const;
  expect(runTool("blackboxExporter", [...check], broken).ok).toBe(false);
});
