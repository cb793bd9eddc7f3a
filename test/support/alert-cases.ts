import type { ScrapeJob } from "../../catalogue/job.ts";
import type { Alert, Proof, Tuning } from "../../rules/alert.ts";
import type { SeriesFixture } from "../../rules/fixture.ts";
import { type AlertingRule, alertsGroup, type PipelineRules, recordingsGroup } from "../../rules/rule-files.ts";
import { yaml } from "../../rules/yaml.ts";
import { durationSeconds } from "../../settings/duration.ts";
import { intervalOf, isolationCases, onsetCase } from "./derived-cases.ts";

const seconds = (duration: string): number => durationSeconds(duration) ?? 0;

/** An alert with all that proves it. */
export interface Case {
  readonly pipeline: string;
  readonly alert: Alert;
  readonly tuning: Tuning;
  readonly fed: readonly ScrapeJob[];
  readonly rule: AlertingRule;
  readonly rules: PipelineRules;
}

/** What is asked at a time, and whether the alert then fires. */
export interface Moment {
  readonly at: number;
  readonly firing: boolean;
}

/** A rule file with one alert, in the way the pipeline's own is made: after all that the pipeline records. */
export const ruleFileOf = ({ rules: { pipeline, recordings } }: Case, rule: AlertingRule): string =>
  yaml({
    groups: [
      ...(recordings.length === 0 ? [] : [{ name: recordingsGroup(pipeline), rules: recordings }]),
      { name: alertsGroup(pipeline), rules: [rule] },
    ],
  });

/** One promtool test file: the cases that prove an alert, made from its own proof and tuning. */
export function alertCases(subject: Case, ruleFile: string): string {
  const { alert, tuning, fed } = subject;
  const proof = alert.proof(tuning, fed);
  const { fires, quiet, whenAbsent } = proof;
  if (fires.length === 0 || Object.keys(quiet).length === 0) throw new Error(`${alert.name} has an empty proof`);
  const wait = seconds(tuning.for);
  const settled = settledAfter(tuning);
  const interval = intervalOf(tuning);
  const firing = whenAbsent === "fires";
  const onset = onsetCase(subject, proof);
  const cases = [
    // The condition holds from the first samples on, and still nothing fires before `for` is over.
    testCase(subject, "fires", fires, [
      { at: Math.max(0, wait - interval), firing: false },
      { at: settled, firing: true },
    ]),
    ...Object.entries(quiet).map(([name, series]) =>
      testCase(subject, `quiet: ${name}`, series, [{ at: settled, firing: false }]),
    ),
    ...isolationCases(subject, proof).map(({ name, series }) =>
      testCase(subject, name, series, [{ at: settled, firing: false }]),
    ),
    ...(onset === undefined ? [] : [testCase(subject, "begins", onset.series, onset.moments)]),
    testCase(subject, "nothing exists", [], [{ at: settled, firing }]),
  ];
  return testFile(subject, ruleFile, interval, cases);
}

/** A test file that expects no alert where one fires: promtool then prints the alert as it was rendered. */
export function renderingCase(subject: Case, ruleFile: string): string {
  const { alert, tuning, fed } = subject;
  const { fires } = alert.proof(tuning, fed) satisfies Proof;
  const settled = settledAfter(tuning);
  return testFile(subject, ruleFile, intervalOf(tuning), [
    {
      ...inputs("renders", fires, settled, intervalOf(tuning)),
      alert_rule_test: [{ alertname: alert.name, eval_time: `${settled}s`, exp_alerts: [] }],
    },
  ]);
}

/** When an alert whose condition holds from the beginning has had the time it needs, and a little more. */
export const settledAfter = (tuning: Tuning): number =>
  seconds(tuning.for) + seconds(tuning.window) + 8 * intervalOf(tuning);

const testFile = ({ pipeline }: Case, ruleFile: string, interval: number, tests: readonly object[]): string =>
  yaml({
    rule_files: [ruleFile],
    evaluation_interval: `${interval}s`,
    // Without it promtool takes them in any order, and what is recorded may be one evaluation old.
    group_eval_order: [recordingsGroup(pipeline), alertsGroup(pipeline)],
    tests,
  });

function inputs(name: string, series: readonly SeriesFixture[], duration: number, interval: number) {
  const steps = Math.ceil(duration / interval) + 1;
  return {
    name,
    interval: `${interval}s`,
    input_series: series.map((fixture) => ({ series: fixture.series, values: fixture.values(steps, interval) })),
  };
}

const testCase = (subject: Case, name: string, series: readonly SeriesFixture[], moments: readonly Moment[]) => ({
  ...inputs(name, series, Math.max(...moments.map(({ at }) => at)), intervalOf(subject.tuning)),
  promql_expr_test: moments.map((moment) => expectation(subject, moment)),
});

function expectation({ pipeline, alert, tuning: { severity } }: Case, { at, firing }: Moment) {
  const labels = `alertname="${alert.name}",alertstate="firing",severity="${severity}",pipeline="${pipeline}",component="${alert.component}",team!="",service!=""`;
  return {
    expr: `count(ALERTS{${labels}}) > bool 0`,
    eval_time: `${at}s`,
    exp_samples: firing ? [{ labels: "{}", value: 1 }] : [],
  };
}
