import { defineConfig } from "vitest/config";

/** Suites that bring up stacks, which share one machine with two cores: one file at a time. */
const withStacks = (name: string, directory: string) => ({
  test: {
    name,
    include: [`test/${directory}/**/*.test.ts`],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});

export default defineConfig({
  test: {
    // A run that finds no test is a failure.
    passWithNoTests: false,
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 60_000 } },
      { test: { name: "promtool", include: ["test/promtool/**/*.test.ts"], testTimeout: 120_000 } },
      withStacks("end-to-end", "end-to-end"),
      withStacks("full", "full"),
    ],
  },
});
