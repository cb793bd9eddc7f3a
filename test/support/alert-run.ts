import { pipelines } from "../../pipelines.ts";
import { activeAlerts, pipelineRules } from "../../rules/rule-files.ts";
import { isFed } from "../../rules/targets.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Case } from "./alert-cases.ts";
import { runTool, startTool } from "./promtool.ts";

/** Every alert that exists under the settings, with its rule. */
export function casesOf(settings: Settings): readonly Case[] {
  const rendered = pipelineRules(settings);
  return pipelines.flatMap((pipeline) =>
    activeAlerts(pipeline, settings).map((alert) => {
      const { name } = pipeline.catalogue;
      const rules = rendered.find((candidate) => candidate.pipeline === name);
      const rule = rules?.alerts.find((candidate) => candidate.alert === alert.name);
      if (rules === undefined || rule === undefined) throw new Error(`no rule for ${name}/${alert.name}`);
      const fed = alert.jobs.filter((job) => isFed(job, settings));
      return { pipeline: name, alert, tuning: settings.tuning(name, alert), fed, rule, rules };
    }),
  );
}

type Files = ReadonlyMap<string, string>;

const testRules = (cases: Files): readonly [string, ...string[]] => [
  "promtool",
  "test",
  "rules",
  "--junit=/dev/stdout",
  ...cases.keys(),
];

/** Runs test files in one promtool process; returns, by file, what failed, empty where all held. */
export const prove = (rules: Files, cases: Files): Files =>
  verdicts(runTool("prometheus", testRules(cases), new Map([...rules, ...cases])).output);

/** The same in several processes at once, each with a part of the test files. */
export async function proveAtOnce(processes: number, rules: Files, cases: Files): Promise<Files> {
  const parts = Array.from(
    { length: processes },
    (_, part) => new Map([...cases].filter((_case, index) => index % processes === part)),
  );
  const ended = await Promise.all(
    parts.map((part) => startTool("prometheus", testRules(part), new Map([...rules, ...part]))),
  );
  return new Map(ended.flatMap(({ output }) => [...verdicts(output)]));
}

function verdicts(output: string): Files {
  const suites = output.matchAll(
    /<testsuite name="([^"]+)" tests="(\d+)" failures="(\d+)" errors="(\d+)".*?<\/testsuite>/gs,
  );
  return new Map(
    [...suites].map(([suite, file = "", tests, failures, errors]) => [
      file,
      Number(tests) > 0 && failures === "0" && errors === "0" ? "" : plain(suite),
    ]),
  );
}

const entities: Readonly<Record<string, string>> = {
  "&#34;": '"',
  "&#39;": "'",
  "&lt;": "<",
  "&gt;": ">",
  "&#xA;": "\n",
  "&#x9;": "\t",
  "&amp;": "&",
};
const plain = (text: string): string => text.replace(/&(#\w+|lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
