import { table } from "../markdown.ts";
import type { Outcome } from "./follow.ts";
import type { Allowed } from "./plan.ts";

const steps = ["pending", "firing", "received", "delivered"] as const satisfies readonly (keyof Allowed)[];

/** Whether every step that could be seen was seen in time; a posted alert begins at Alertmanager. */
export const inTime = ({ drill: { scenario, allowed }, seconds }: Outcome, mailed: boolean): boolean =>
  steps
    .filter(
      (step) =>
        (scenario !== undefined || step === "received" || step === "delivered") && (mailed || step !== "delivered"),
    )
    .every((step) => (seconds[step] ?? Number.POSITIVE_INFINITY) <= allowed[step]);

/** A row for each drill: seconds that each step took, of the seconds that it may take. */
export const report = (outcomes: readonly Outcome[]): string =>
  table(
    ["Alert", "By", "Pending", "Firing", "In Alertmanager", "Delivered", "Resolved", "Receivers"],
    outcomes.map(({ drill: { pipeline, rule, scenario, allowed }, seconds, receivers }) => [
      `${pipeline}/${rule.alert}`,
      scenario === undefined ? "posted" : `${scenario.simulation}/${scenario.name}`,
      ...steps.map((step) => `${seconds[step] ?? "-"} of ${allowed[step]} s`),
      seconds.resolved === undefined ? "-" : `${seconds.resolved} s`,
      receivers.join(", "),
    ]),
  );
