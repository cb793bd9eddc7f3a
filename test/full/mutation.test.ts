import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { alertCases, ruleFileOf } from "../support/alert-cases.ts";
import { casesOf, proveAtOnce } from "../support/alert-run.ts";
import { mutantsOf } from "../support/mutants.ts";

/** Of the rules that are made wrong, so many must be noticed. */
const leastCaught = 0.95;

test("a rule that is made a little wrong fails its tests", async () => {
  const mutants = casesOf(trackedSettings("dev")).flatMap((subject) =>
    mutantsOf(subject.rule).map((mutant) => ({
      ...mutant,
      subject,
      name: `${subject.pipeline}/${subject.alert.name}: ${mutant.what}`,
    })),
  );
  const same = mutants.filter(({ rule }) => rule === undefined);
  const real = mutants.flatMap(({ rule, ...rest }, index) => (rule === undefined ? [] : [{ ...rest, rule, index }]));
  const verdicts = await proveAtOnce(
    availableParallelism(),
    new Map(real.map(({ subject, rule, index }) => [`${index}.rules.yml`, ruleFileOf(subject, rule)])),
    new Map(real.map(({ subject, index }) => [`${index}.test.yml`, alertCases(subject, `${index}.rules.yml`)])),
  );
  expect(verdicts.size).toBe(real.length);
  const survivors = real.filter(({ index }) => verdicts.get(`${index}.test.yml`) === "");
  const caught = real.length - survivors.length;
  console.log(`${caught} of ${real.length} mutants caught (${((100 * caught) / real.length).toFixed(1)} %)`);
  console.log(`Changed nothing, left out (${same.length}):\n${same.map(({ name }) => `  ${name}`).join("\n")}`);
  console.log(`Survived (${survivors.length}):\n${survivors.map(({ name }) => `  ${name}`).join("\n")}`);
  expect(real.length).toBeGreaterThan(100);
  expect(caught / real.length).toBeGreaterThanOrEqual(leastCaught);
}, 3_600_000);
