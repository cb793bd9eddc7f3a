import { afterAll, beforeAll, expect, test } from "vitest";
import { churnAlone, docker, TestStack } from "../support/test-stack.ts";

const rounds = 10;
let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.make(churnAlone());
});
afterAll(() => stack?.destroy(), 60_000);

test(
  "up converges after each of many kills at random moments, and after a restart of what runs",
  async () => {
    for (let round = 1; round <= rounds; round += 1) {
      const moment = 2 + Math.random() * 25;
      // Every other round starts from nothing, the rest from a change to a running stack.
      if (round % 2 === 1) expect((await stack.run("down")).code).toBe(0);
      stack.configure({ alerts: { churn: { HighErrorRate: { threshold: 0.01 * round } } } });
      await stack.killedUp(moment);
      const { seconds } = await stack.up();
      console.log(`round ${round}: killed after ${moment.toFixed(1)} s, converged in ${seconds.toFixed(1)} s`);
      const healthy = ["--filter", `label=${stack.label}`, "--filter", "health=healthy", "--quiet"];
      expect(docker("ps", ...healthy).split("\n")).toHaveLength(10);
      expect((await stack.up()).output).toMatch(/Resources:\n\s+\d+ unchanged\n/);
    }
  },
  rounds * 240_000,
);
