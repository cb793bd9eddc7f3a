import { afterAll, beforeAll, expect, test } from "vitest";
import { prometheusApi } from "../support/prometheus-api.ts";
import { churnAlone, docker, eventually, TestStack } from "../support/test-stack.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.make({
    ...churnAlone(),
    prometheus: { scrapeInterval: "1s", scrapeTimeout: "1s", evaluationInterval: "1s" },
  });
});
afterAll(() => stack?.destroy(), 60_000);

test("up, killed in the middle again and again, converges in the end", async () => {
  for (const seconds of [6, 12, 18]) await stack.killedUp(seconds);
  const last = await stack.up();
  console.log(`up after three killed ones: ${last.seconds.toFixed(1)} s`);
  await eventually("all targets up", 30, async () => {
    const targets = await prometheusApi(stack.url("prometheus")).targets();
    return targets.length === 9 && targets.every(({ health }) => health === "up") ? true : undefined;
  });
  const states = docker("ps", "--filter", `label=${stack.label}`, "--format", "{{.Status}}").split("\n");
  expect(states).toHaveLength(10);
  for (const state of states) expect(state).toContain("(healthy)");
  await eventually("the end of what was killed", 10, async () => (stack.processes().length === 0 ? true : undefined));
  const again = await stack.up();
  expect(again.output).toMatch(/Resources:\n\s+\d+ unchanged\n/);
}, 400_000);

test("up makes anew what was removed behind its back", async () => {
  docker("rm", "--force", stack.container("grafana"), stack.container("alertmanager"));
  docker("volume", "rm", stack.container("grafana-data"));
  await stack.up();
  expect(
    docker("ps", "--filter", `label=${stack.label}`, "--filter", "health=healthy", "--quiet").split("\n"),
  ).toHaveLength(10);
  const password = (await stack.run("password")).output.trim();
  const answer = await fetch(stack.url("grafana", "/api/dashboards/uid/churn-consumer"), {
    headers: { authorization: `Basic ${Buffer.from(`admin:${password}`).toString("base64")}` },
  });
  expect(answer.status).toBe(200);
}, 300_000);
