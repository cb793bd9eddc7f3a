import { parseArgs } from "node:util";
import type { Simulation } from "./model.ts";

/** What the command line asks for. */
export interface Options {
  readonly host: string;
  readonly controlPort: number;
  /** Of the pages that are served, by job. */
  readonly ports: Readonly<Record<string, number>>;
  /** The Pushgateway's URL; without one nothing is pushed. */
  readonly pushgateway: string | undefined;
  /** At the start, by pipeline, where it is not the usual one. */
  readonly scenarios: Readonly<Record<string, string>>;
}

/** A command line that cannot be followed; the message says what is allowed. */
export class FlagError extends Error {}

type Simulations = readonly [Simulation, ...Simulation[]];

const names = (simulations: Simulations): string => simulations.map(({ pipeline }) => pipeline).join(", ");

/** How to call the program. */
export const usage = (simulations: Simulations): string =>
  [
    "Usage: simulator [flags]",
    "  --host <address>                  address to listen on (0.0.0.0)",
    "  --port <job>=<port>               port of a job's page, repeatable; 0 takes a free one",
    ...Object.entries(usualPorts(simulations)).map(
      ([job, port]) => `                                      ${job}: ${port}`,
    ),
    "  --port 0                          free ports for all pages that are not named",
    "  --pushgateway <url>               where jobs that push do so; nowhere without it",
    "  --control-port <port>             port that switches scenarios (8001)",
    "  --scenario <pipeline>=<scenario>  scenario at the start, repeatable",
    ...simulations.map(({ pipeline, scenarios }) => `      ${pipeline}: ${[...scenarios.keys()].join(", ")}`),
    "  --help",
    "",
  ].join("\n");

const usualPorts = (simulations: Simulations): Readonly<Record<string, number>> =>
  Object.fromEntries(
    simulations.flatMap(({ pages }) =>
      pages.flatMap(({ job, port }) => (port === undefined ? [] : [[job.name, port] as const])),
    ),
  );

function portNumber(flag: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new FlagError(`${flag}: "${text}" is not a port; allowed: 0 to 65535`);
}

/** The parts before and after the first "=". */
function assignment(text: string): { readonly key: string | undefined; readonly value: string } {
  const at = text.indexOf("=");
  return at < 0 ? { key: undefined, value: text } : { key: text.slice(0, at), value: text.slice(at + 1) };
}

function known(flag: string, pipeline: string, simulations: Simulations): Simulation {
  const found = simulations.find((simulation) => simulation.pipeline === pipeline);
  if (found === undefined) {
    throw new FlagError(`${flag}: unknown pipeline "${pipeline}"; allowed: ${names(simulations)}`);
  }
  return found;
}

function chosenPorts(texts: readonly string[], simulations: Simulations): Readonly<Record<string, number>> {
  const usual = usualPorts(simulations);
  const chosen = texts.map((text) => {
    const { key, value } = assignment(text);
    const port = portNumber("--port", value);
    if (key === undefined && port !== 0) throw new FlagError(`--port: "${text}" is not <job>=<port>; allowed alone: 0`);
    if (key !== undefined && !(key in usual)) {
      throw new FlagError(`--port: unknown job "${key}"; allowed: ${Object.keys(usual).join(", ")}`);
    }
    return [key, port] as const;
  });
  const free = chosen.some(([key]) => key === undefined);
  return {
    ...(free ? Object.fromEntries(Object.keys(usual).map((job) => [job, 0])) : usual),
    ...Object.fromEntries(chosen.filter(([key]) => key !== undefined)),
  };
}

function chosenScenarios(texts: readonly string[], simulations: Simulations): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const { key, value } = assignment(text);
      if (key === undefined) throw new FlagError(`--scenario: "${text}" is not <pipeline>=<scenario>`);
      const { pipeline, scenarios } = known("--scenario", key, simulations);
      if (!scenarios.has(value)) {
        const allowed = [...scenarios.keys()].join(", ");
        throw new FlagError(`--scenario: unknown scenario "${value}" of ${pipeline}; allowed: ${allowed}`);
      }
      return [pipeline, value];
    }),
  );
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        host: { type: "string", default: "0.0.0.0" },
        port: { type: "string", multiple: true, default: [] },
        "control-port": { type: "string", default: "8001" },
        pushgateway: { type: "string" },
        scenario: { type: "string", multiple: true, default: [] },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new FlagError(error instanceof Error ? error.message : String(error));
  }
}

/** Reads the command line; "help" if it asks for that. */
export function readFlags(args: readonly string[], simulations: Simulations): Options | "help" {
  const flags = parse(args);
  if (flags.help) return "help";
  if (flags.host === "") throw new FlagError("--host: an address is needed");
  if (flags.pushgateway !== undefined && !URL.canParse(flags.pushgateway)) {
    throw new FlagError(`--pushgateway: "${flags.pushgateway}" is not a URL`);
  }
  const options: Options = {
    host: flags.host,
    controlPort: portNumber("--control-port", flags["control-port"]),
    ports: chosenPorts(flags.port, simulations),
    pushgateway: flags.pushgateway,
    scenarios: chosenScenarios(flags.scenario, simulations),
  };
  const taken = [options.controlPort, ...Object.values(options.ports)];
  const twice = taken.find((port, index) => port !== 0 && taken.indexOf(port) !== index);
  if (twice !== undefined) throw new FlagError(`port ${twice} is asked for twice; allowed: a port for each server`);
  return options;
}
