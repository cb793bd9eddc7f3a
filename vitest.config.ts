import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // A run that finds no test is a failure.
    passWithNoTests: false,
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 60_000 } },
      { test: { name: "promtool", include: ["test/promtool/**/*.test.ts"], testTimeout: 120_000 } },
      {
        test: {
          name: "end-to-end",
          include: ["test/end-to-end/**/*.test.ts"],
          // Stacks share one machine with two cores: one at a time.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
