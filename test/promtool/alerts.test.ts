import { describe, expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { pipelines } from "../../pipelines.ts";
import { activeRecordings } from "../../rules/rule-files.ts";
import { yaml } from "../../rules/yaml.ts";
import { alertCases, renderingCase, ruleFileOf } from "../support/alert-cases.ts";
import { casesOf, prove } from "../support/alert-run.ts";

const settings = trackedSettings("dev");
const cases = casesOf(settings).map((subject) => ({
  ...subject,
  path: `${subject.pipeline}.${subject.alert.name}`,
}));
const rules = new Map(cases.map((subject) => [`${subject.path}.rules.yml`, ruleFileOf(subject, subject.rule)]));

test("there are cases for every alert that is declared", () => {
  expect(cases.map(({ path }) => path)).toEqual(
    pipelines.flatMap(({ catalogue, alerts }) => alerts.alerts.map(({ name }) => `${catalogue.name}.${name}`)),
  );
  expect(cases.length).toBeGreaterThan(0);
});

describe("behaviour", () => {
  const verdicts = prove(
    rules,
    new Map(cases.map((subject) => [`${subject.path}.test.yml`, alertCases(subject, `${subject.path}.rules.yml`)])),
  );

  test.each(cases)(
    "$path fires after its for, stays quiet below its threshold, and looks at its own alone",
    ({ path }) => {
      expect(verdicts.get(`${path}.test.yml`), `promtool says nothing of ${path}`).toBeDefined();
      expect(verdicts.get(`${path}.test.yml`)).toBe("");
    },
  );
});

describe("text", () => {
  const rendered = prove(
    rules,
    new Map(cases.map((subject) => [`${subject.path}.text.yml`, renderingCase(subject, `${subject.path}.rules.yml`)])),
  );

  test.each(cases)("$path says what it means when it fires", ({ path, rule }) => {
    const got = rendered.get(`${path}.text.yml`)?.split("got:").at(-1) ?? "";
    expect(got).toContain(`alertname="${rule.alert}"`);
    for (const [label, value] of Object.entries(rule.labels)) {
      if (!value.includes("{{")) expect(got).toContain(`${label}="${value}"`);
      else expect(got).toMatch(new RegExp(`${label}="[^"{]+"`));
    }
    for (const [name, text] of Object.entries(rule.annotations)) {
      expect(got).toContain(`${name}=`);
      // What stands before the first template stands there still.
      expect(got).toContain(JSON.stringify(text.split("{{")[0]).slice(1, -1));
    }
    expect(got).not.toMatch(/\{\{|<no value>|<error|%!|NaN|\+Inf/);
  });
});

describe("recording rules", () => {
  const all = pipelines.flatMap((pipeline) =>
    activeRecordings(pipeline, settings).map((recording) => ({ recording, path: recording.metric.name })),
  );
  const interval = 15;
  const steps = 60;
  const file = (name: string, kind: string): string => `${name.replaceAll(/[^a-z0-9_]/gi, "-")}.${kind}.yml`;
  const verdicts =
    all.length === 0
      ? new Map<string, string>()
      : prove(
          new Map(
            all.map(({ recording: { metric, labels, expression }, path }) => [
              file(path, "rules"),
              yaml({
                groups: [
                  {
                    name: "recordings",
                    rules: [{ record: metric.name, expr: expression().text, ...(labels ? { labels } : {}) }],
                  },
                ],
              }),
            ]),
          ),
          new Map(
            all.map(({ recording, path }) => {
              const { given, expected } = recording.proof();
              return [
                file(path, "test"),
                yaml({
                  rule_files: [file(path, "rules")],
                  evaluation_interval: `${interval}s`,
                  tests: [
                    {
                      interval: `${interval}s`,
                      input_series: given.map(({ series, values }) => ({ series, values: values(steps, interval) })),
                      promql_expr_test: [
                        {
                          expr: `round(max(${recording.metric.name}), 0.001)`,
                          eval_time: `${interval * steps}s`,
                          exp_samples: [{ labels: "{}", value: expected }],
                        },
                      ],
                    },
                  ],
                }),
              ];
            }),
          ),
        );

  test("have names that are not there twice", () => {
    expect(new Set(all.map(({ path }) => path)).size).toBe(all.length);
  });

  test.each(all)("$path records what its proof says", ({ path }) => {
    expect(verdicts.get(file(path, "test")), `promtool says nothing of ${path}`).toBe("");
  });
});
