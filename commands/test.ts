import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./workspace.ts";

/** Parts of the test run, in the order in which they fail fastest. */
const checks = [
  { name: "style", program: "biome", args: ["check", "--error-on-warnings", "."] },
  { name: "types", program: "tsc", args: ["--noEmit"] },
] as const;
const quick = ["unit", "promtool", "end-to-end"] as const;
const long = ["full"] as const;
type Suite = (typeof quick | typeof long)[number];

const everything = process.argv.includes("--full");

let passed = 0;
let failed = 0;
const count = (ok: number, notOk: number): void => {
  passed += ok;
  failed += notOk;
};

for (const { name, program, args } of checks) {
  console.log(`--- ${name}`);
  const ok = spawnSync(program, args, { cwd: root, stdio: "inherit" }).status === 0;
  count(ok ? 1 : 0, ok ? 0 : 1);
}
for (const suite of everything ? [...quick, ...long] : quick) {
  console.log(`--- ${suite}`);
  const started = performance.now();
  count(...vitest(suite));
  console.log(`${suite}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
const ran = [...checks.map(({ name }) => name), ...quick, ...(everything ? long : [])].join(", ");
console.log(`Ran: ${ran}.${everything ? "" : ` Left to 'make test-full': ${long.join(", ")}.`}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs a suite; a run that ends without a report of its tests counts as a failure. */
function vitest(suite: Suite): [number, number] {
  const directory = mkdtempSync(join(tmpdir(), "monitoring-report-"));
  const report = join(directory, "report.json");
  try {
    const args = ["run", "--project", suite, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { status } = spawnSync("vitest", args, { cwd: root, stdio: "inherit" });
    const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = JSON.parse(
      readFileSync(report, "utf8"),
    ) as Record<string, number>;
    // A skipped test has not passed, and a file that does not load has no failed test of its own.
    const notPassed = (numFailedTests ?? 0) + (numPendingTests ?? 0);
    const broken = notPassed === 0 && (status !== 0 || (numFailedTestSuites ?? 0) > 0) ? 1 : 0;
    return [numPassedTests ?? 0, notPassed + broken];
  } catch (error) {
    console.error(`${suite} gave no report: ${(error as Error).message}`);
    return [0, 1];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
