import { severities } from "../rules/alert.ts";
import { follow, type Outcome } from "./drill/follow.ts";
import { type Choice, type Drill, planDrills } from "./drill/plan.ts";
import { inTime, report } from "./drill/report.ts";
import { servers } from "./drill/servers.ts";
import { trackedSettings } from "./rendered-files.ts";
import { command } from "./workspace.ts";

// Makes alerts happen, follows each to its receiver, and prints how long every step took beside how long it may take.
await command(async (stack, flags) => {
  const settings = trackedSettings(stack);
  const drills = planDrills(settings, choiceOf(flags));
  const asked = servers(settings);
  // What the simulator plays together would meet in one pipeline; different simulations do not.
  const lanes = Map.groupBy(drills, ({ scenario }) => scenario?.simulation ?? "posted");
  const outcomes: Outcome[] = [];
  const play = async (lane: readonly Drill[]): Promise<void> => {
    for (const drill of lane) {
      const outcome = await follow(drill, asked);
      outcomes.push(outcome);
      console.error(`${outcomes.length} of ${drills.length}: ${drill.pipeline}/${drill.rule.alert}`);
    }
  };
  await Promise.all([...lanes.values()].map(play));
  console.log(report(drills.flatMap((drill) => outcomes.filter((outcome) => outcome.drill === drill))));
  const late = outcomes.filter((outcome) => !inTime(outcome, settings.mail.enabled));
  if (late.length > 0) throw new Error(`${late.length} of ${outcomes.length} drills were late or not seen.`);
});

function choiceOf(flags: ReadonlySet<string>): Choice {
  const value = (name: string): string | undefined =>
    [...flags].find((flag) => flag.startsWith(`--${name}=`))?.slice(name.length + 3);
  const alert = value("alert");
  if (alert) return { alert };
  const given = value("severity") || "critical";
  const severity = severities.find((known) => known === given);
  if (severity === undefined) throw new Error(`SEVERITY=${given} is none of ${severities.join(", ")}.`);
  return { severity };
}
