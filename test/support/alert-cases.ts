import type { ScrapeJob } from "../../catalogue/job.ts";
import type { Alert, Proof, Tuning } from "../../rules/alert.ts";
import type { SeriesFixture } from "../../rules/fixture.ts";
import {
  type AlertingRule,
  alertsGroup,
  type PipelineRules,
  type RecordingRule,
  recordingsGroup,
} from "../../rules/rule-files.ts";
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

/** A rule file with one alert, in the way the pipeline's own is made: after what it reads of the pipeline's records. */
export function ruleFileOf({ rules: { pipeline, recordings } }: Case, rule: AlertingRule): string {
  const read = readBy(rule.expr, recordings);
  return yaml({
    groups: [
      ...(read.length === 0 ? [] : [{ name: recordingsGroup(pipeline), rules: read }]),
      { name: alertsGroup(pipeline), rules: [rule] },
    ],
  });
}

/** What an expression reads of the recording rules, and what those read, in the rules' own order. */
function readBy(expr: string, recordings: readonly RecordingRule[]): readonly RecordingRule[] {
  const named = recordings.filter(({ record }) => expr.includes(record));
  const read = new Set(named.flatMap((recording) => [recording, ...readBy(recording.expr, recordings)]));
  return recordings.filter((recording) => read.has(recording));
}

/** One promtool test file: the cases that prove an alert, made from its own proof and tuning. */
export function alertCases(subject: Case, ruleFile: string): string {
  const { alert, tuning, fed } = subject;
  const proof = alert.proof(tuning, fed);
  const { fires, alsoFires = {}, quiet, whenAbsent } = proof;
  if (fires.length === 0 || Object.keys(quiet).length === 0) throw new Error(`${alert.name} has an empty proof`);
  const settled = settledAfter(tuning);
  const onset = onsetCase(subject, proof);
  const at = (firing: boolean) => [{ at: settled, firing }];
  const first = testCase(subject, "fires", fires, at(true));
  const cases = [
    { ...first, promql_expr_test: [...first.promql_expr_test, pendingExpectation(subject, settled)] },
    ...Object.entries(alsoFires).map(([name, { series, labels }]) =>
      testCase(subject, `fires: ${name}`, series, at(true), labels),
    ),
    ...Object.entries(quiet).map(([name, series]) => testCase(subject, `quiet: ${name}`, series, at(false))),
    ...isolationCases(subject, proof).map(({ name, series, firing }) => testCase(subject, name, series, at(firing))),
    ...(onset === undefined ? [] : [testCase(subject, "begins", onset.series, onset.moments)]),
    testCase(subject, "nothing exists", [], at(whenAbsent === "fires")),
  ];
  return testFile(subject, ruleFile, intervalOf(tuning), cases);
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

const testCase = (
  subject: Case,
  name: string,
  series: readonly SeriesFixture[],
  moments: readonly Moment[],
  labels: Readonly<Record<string, string>> = {},
) => ({
  ...inputs(name, series, Math.max(...moments.map(({ at }) => at)), intervalOf(subject.tuning)),
  promql_expr_test: moments.map((moment) => expectation(subject, moment, labels)),
});

function selector({ pipeline, alert, tuning: { severity } }: Case, labels: Readonly<Record<string, string>>): string {
  const equal = Object.entries({ alertname: alert.name, severity, pipeline, component: alert.component, ...labels });
  return `ALERTS{${equal.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(",")},team!="",service!=""}`;
}

/** That the alert fires, with these labels and no others; or that it does not. */
const expectation = (subject: Case, { at, firing }: Moment, labels: Readonly<Record<string, string>>) => {
  const state = { alertstate: "firing" };
  return {
    expr: `count(${selector(subject, { ...state, ...labels })}) == bool count(${selector(subject, state)})`,
    eval_time: `${at}s`,
    exp_samples: firing ? [{ labels: "{}", value: 1 }] : [],
  };
};

/** An alert is pending at every evaluation until its `for` is over, and never where it has none. */
function pendingExpectation(subject: Case, settled: number) {
  const evaluations = Math.ceil(seconds(subject.tuning.for) / intervalOf(subject.tuning));
  return {
    expr: `max(count_over_time(${selector(subject, { alertstate: "pending" })}[${settled + 1}s]))`,
    eval_time: `${settled}s`,
    exp_samples: evaluations === 0 ? [] : [{ labels: "{}", value: evaluations }],
  };
}
