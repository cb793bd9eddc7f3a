import type { ScrapeJob } from "../../catalogue/job.ts";
import type { Alert, Tuning } from "../../rules/alert.ts";
import { fixtureInterval, type SeriesFixture } from "../../rules/fixture.ts";
import { yaml } from "../../rules/yaml.ts";
import { durationSeconds } from "../../settings/duration.ts";

const seconds = (duration: string): number => durationSeconds(duration) ?? 0;

/** One promtool test file: the cases that prove an alert, made from its own proof and tuning. */
export function alertCases(
  pipeline: string,
  alert: Alert,
  tuning: Tuning,
  fed: readonly ScrapeJob[],
  ruleFile: string,
): string {
  const { fires, quiet, whenAbsent } = alert.proof(tuning, fed);
  if (fires.length === 0 || Object.keys(quiet).length === 0) throw new Error(`${alert.name} has an empty proof`);
  const wait = seconds(tuning.for);
  const settled = wait + seconds(tuning.window) + 8 * fixtureInterval;
  const cases = [
    testCase("fires", fires, settled, [
      // The condition holds from the first samples on, and still nothing fires before `for` is over.
      expectation(pipeline, alert, tuning, wait - fixtureInterval, false),
      expectation(pipeline, alert, tuning, settled, true),
    ]),
    ...Object.entries(quiet).map(([name, series]) =>
      testCase(`quiet: ${name}`, series, settled, [expectation(pipeline, alert, tuning, settled, false)]),
    ),
    testCase("nothing exists", [], settled, [expectation(pipeline, alert, tuning, settled, whenAbsent === "fires")]),
  ];
  return yaml({ rule_files: [ruleFile], evaluation_interval: `${fixtureInterval}s`, tests: cases });
}

function testCase(name: string, series: readonly SeriesFixture[], duration: number, expectations: readonly object[]) {
  const steps = Math.ceil(duration / fixtureInterval) + 1;
  return {
    name,
    interval: `${fixtureInterval}s`,
    input_series: series.map((fixture) => ({ series: fixture.series, values: fixture.values(steps) })),
    promql_expr_test: expectations,
  };
}

function expectation(pipeline: string, alert: Alert, { severity }: Tuning, at: number, firing: boolean) {
  const labels = `alertname="${alert.name}",alertstate="firing",severity="${severity}",pipeline="${pipeline}",component="${alert.component}",team!="",service!=""`;
  return {
    expr: `count(ALERTS{${labels}})`,
    eval_time: `${Math.max(0, at)}s`,
    exp_samples: firing ? [{ labels: "{}", value: 1 }] : [],
  };
}
