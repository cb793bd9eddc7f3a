import { type Inhibition, inhibitions, type Only } from "../../rules/delivery/inhibitions.ts";
import { pipelineRules } from "../../rules/rule-files.ts";
import type { Settings } from "../../settings/settings.ts";

export type Labels = Readonly<Record<string, string>>;

/** Two alerts of which one hides the other, each with the labels that its rule and the inhibition ask for. */
export interface InhibitedPair {
  readonly title: string;
  readonly inhibition: Inhibition;
  readonly source: Labels;
  readonly target: Labels;
}

/** Every pair of alerts that the inhibitions of a stack name, once for each value of a label that they select. */
export function inhibitedPairs(settings: Settings): readonly InhibitedPair[] {
  const rules = ruleLabels(settings);
  return inhibitions(settings).flatMap((inhibition) => {
    const { pipeline, sources, sourcesOf, targets, targetsOf, equal } = inhibition;
    const same = Object.fromEntries(equal.map((label) => [label, `some-${label}`]));
    const alerts = (names: readonly string[], only: Only | undefined): readonly Labels[] =>
      names.flatMap((name) => each(only).map((selected) => ({ ...rules(pipeline, name), ...same, ...selected })));
    return alerts(sources, sourcesOf).flatMap((source) =>
      alerts(targets, targetsOf).map((target) => ({
        title: `${pipeline}: ${named(source, sourcesOf)} hides ${named(target, targetsOf)}`,
        inhibition,
        source,
        target,
      })),
    );
  });
}

const each = (only: Only | undefined): readonly Labels[] =>
  only === undefined ? [{}] : only.values.map((value) => ({ [only.label]: value }));

const named = (labels: Labels, only: Only | undefined): string =>
  `${labels["alertname"]}${only === undefined ? "" : ` of ${labels[only.label]}`}`;

/** What an alert has whatever its expression returns. */
export function ruleLabels(settings: Settings): (pipeline: string, name: string) => Labels {
  const all = new Map(
    pipelineRules(settings).flatMap(({ pipeline, alerts }) =>
      alerts.map(({ alert, labels }) => [`${pipeline}/${alert}`, labels] as const),
    ),
  );
  return (pipeline, name) => {
    const labels = all.get(`${pipeline}/${name}`);
    if (labels === undefined) throw new Error(`no rule ${pipeline}/${name}`);
    const plain = Object.entries(labels).filter(([, value]) => !value.includes("{{"));
    return { alertname: name, ...Object.fromEntries(plain) };
  };
}
