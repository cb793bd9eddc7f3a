import type { IncomingMessage, ServerResponse } from "node:http";
import { type Listener, listen, onlyReads, pathOf, reply, replyJson } from "./http.ts";
import type { Simulation } from "./model.ts";
import { createPage } from "./page.ts";

/** A simulated application with its server. */
export interface Application {
  readonly simulation: Simulation;
  /** The port it listens on, and will have again after a crash. */
  readonly port: number;
  readonly scenario: () => string;
  /** Lets time pass. */
  readonly tick: (seconds: number) => void;
  /** Plays another scenario, at once; the current one goes on as it is. */
  readonly play: (scenario: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts an application in a scenario, as far as the scenario lets it listen. */
export async function startApplication(
  simulation: Simulation,
  options: { readonly host: string; readonly port: number; readonly scenario: string },
): Promise<Application> {
  const page = createPage(simulation.metrics);
  let current = options.scenario;

  const health = (response: ServerResponse): void => {
    const checks = simulation.checks(current);
    const passed = Object.values(checks).every((check) => check === "pass");
    const status = passed ? "healthy" : "unhealthy";
    replyJson(response, passed ? 200 : 503, { status, timestamp: new Date().toISOString(), checks });
  };

  const handle = async ({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!onlyReads(method, response)) return;
    switch (pathOf(url)) {
      case "/metrics":
        return reply(response, 200, page.contentType, await page.text());
      case "/health":
        return health(response);
      default:
        return replyJson(response, 404, { error: "no such page", allowed: ["/metrics", "/health"] });
    }
  };

  const open = (port: number): Promise<Listener> =>
    listen((request, response) => void handle(request, response), options.host, port);
  const listens = (scenario: string): boolean => simulation.scenarios.get(scenario)?.listens === true;

  page.apply(simulation.advance(current, 0));
  // Opened even for a scenario that does not listen: a port that cannot be had must show at the start.
  let listener: Listener | undefined = await open(options.port);
  const { port } = listener;

  const enter = async (scenario: string): Promise<void> => {
    if (listens(scenario)) {
      listener ??= await open(port);
    } else {
      await listener?.close();
      listener = undefined;
    }
    current = scenario;
    page.apply(simulation.advance(current, 0));
  };
  await enter(current);

  // One switch after the other: two at once would open the port twice.
  let last: Promise<void> = Promise.resolve();
  const afterLast = (action: () => Promise<void>): Promise<void> => {
    const next = last.then(action);
    last = next.catch(() => {});
    return next;
  };

  return {
    simulation,
    port,
    scenario: () => current,
    tick: (seconds) => page.apply(simulation.advance(current, seconds)),
    play: (scenario) => afterLast(async () => (scenario === current ? undefined : enter(scenario))),
    close: () => afterLast(async () => listener?.close()),
  };
}
