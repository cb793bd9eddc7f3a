import { pipelines } from "../pipelines.ts";
import { type Inhibition, inhibitions, type Only } from "../rules/delivery/inhibitions.ts";
import type { Settings } from "../settings/settings.ts";
import { code, table } from "./markdown.ts";

/** docs/inhibitions.md: what hides what under these settings. */
export function renderInhibitionsPage(settings: Settings): string {
  const all = inhibitions(settings);
  const sections = pipelines.flatMap(({ catalogue: { name, title } }) => {
    const own = all.filter(({ pipeline }) => pipeline === name);
    return own.length === 0 ? [] : [`## ${title}`, "", rows(own), ""];
  });
  return [
    "<!-- Written by `make docs` from rules/alerts/ and catalogue/; do not edit. -->",
    "",
    "# What hides what",
    "",
    "While an alert of the first column fires, Alertmanager notifies nobody of those in the second: they follow from it, or",
    "say less of the same. They still fire, and stand in Alertmanager under _Inhibited_; once the first has ended, and they",
    "have not, they are told. What was told before is not taken back.",
    "",
    "- Nothing hides an alert of another pipeline, one that is more severe, or one that may be the cause.",
    "- A loss that may be partial, such as one broker of several, hides nothing critical that may have another cause.",
    "- An alert that is silenced still hides what follows from it, so that one silence is enough.",
    "",
    "An alert declares its `relations`, see [rules/relations.ts](../rules/relations.ts); what feeds what is the `lineage` of",
    "the pipeline's catalogue. An alert that stack config turns off, or makes less severe, hides accordingly less. The table",
    "is that of the stack `dev`.",
    "",
    ...sections,
  ].join("\n");
}

const rows = (all: readonly Inhibition[]): string =>
  table(
    ["While one of these fires", "these are hidden", "if they agree in"],
    all.map(({ sources, sourcesOf, targets, targetsOf, equal }) => [
      side(sources, sourcesOf),
      side(targets, targetsOf),
      equal.map(code).join(", "),
    ]),
  );

const side = (names: readonly string[], only: Only | undefined): string =>
  names.map(code).join(", ") +
  (only === undefined ? "" : `, each with ${code(only.label)} ${only.values.map(code).join(" or ")}`);
