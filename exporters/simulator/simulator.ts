import { type Application, startApplication } from "./application.ts";
import type { Clock } from "./clock.ts";
import { control } from "./control.ts";
import type { Options } from "./flags.ts";
import { listen } from "./http.ts";
import { type Simulation, startScenario } from "./model.ts";

/** What the simulator has to say; one JSON line each. */
export type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/** A simulator that runs. */
export interface Simulator {
  readonly controlPort: number;
  /** Port of each page that is served, by its job. */
  readonly ports: Readonly<Record<string, number>>;
  readonly close: () => Promise<void>;
}

/** Starts every application and the control port; if one of them cannot start, none stays. */
export async function startSimulator(
  simulations: readonly Simulation[],
  { host, controlPort, ports: wanted, pushgateway, scenarios: chosen }: Options,
  clock: Clock,
  log: Log,
): Promise<Simulator> {
  const applications: Application[] = [];
  const closeApplications = async (): Promise<void> => {
    await Promise.all(applications.map((application) => application.close()));
  };
  try {
    for (const simulation of simulations) {
      const scenario = chosen[simulation.pipeline] ?? startScenario;
      applications.push(await startApplication(simulation, { host, ports: wanted, pushgateway, scenario }));
    }
    const handle = control(applications, (pipeline, scenario) => log("scenario", { pipeline, scenario }));
    const server = await listen((request, response) => void handle(request, response), host, controlPort);
    const stop = clock((seconds) => {
      for (const application of applications) application.tick(seconds);
    });
    const ports = Object.assign({}, ...applications.map((application) => application.ports));
    const scenarios = Object.fromEntries(applications.map((each) => [each.simulation.pipeline, each.scenario()]));
    log("start", { host, controlPort: server.port, ports, scenarios });
    return {
      controlPort: server.port,
      ports,
      close: async () => {
        stop();
        await Promise.all([server.close(), closeApplications()]);
      },
    };
  } catch (error) {
    await closeApplications();
    throw error;
  }
}
