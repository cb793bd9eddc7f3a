import type { Simulation } from "./model.ts";
import { type Outlet, pushPage, servePage } from "./outlet.ts";
import { createPage } from "./page.ts";

/** A simulated pipeline: its pages, all in one scenario. */
export interface Application {
  readonly simulation: Simulation;
  /** The port of each page that is served, by its job; it has it again after a crash. */
  readonly ports: Readonly<Record<string, number>>;
  readonly scenario: () => string;
  /** Lets time pass. */
  readonly tick: (seconds: number) => void;
  /** Plays another scenario, at once; the current one goes on as it is. */
  readonly play: (scenario: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where an application's pages go. */
export interface ApplicationOptions {
  readonly host: string;
  /** By job; 0 takes a free one. */
  readonly ports: Readonly<Record<string, number>>;
  /** The Pushgateway's URL; without one nothing is pushed. */
  readonly pushgateway: string | undefined;
  readonly scenario: string;
}

/** Starts an application in a scenario, as far as the scenario lets it answer. */
export async function startApplication(
  simulation: Simulation,
  { host, ports, pushgateway, scenario }: ApplicationOptions,
): Promise<Application> {
  let current = scenario;
  const pages = simulation.pages.map(({ job, health, bare }) => ({
    job,
    health,
    page: createPage(job.metrics, bare),
  }));
  const advance = (seconds: number): void => {
    const effects = simulation.advance(current, seconds);
    for (const { page } of pages) page.apply(effects);
  };
  advance(0);

  const outlets = new Map<string, Outlet>();
  const closeAll = async (): Promise<void> => {
    await Promise.all([...outlets.values()].map((outlet) => outlet.close()));
  };
  try {
    for (const { job, health, page } of pages) {
      if (job.targets.from === "push") {
        if (pushgateway !== undefined) outlets.set(job.name, pushPage(job, page, pushgateway));
      } else {
        const checks = health ? () => simulation.checks(current) : undefined;
        // Opened even for a scenario that keeps it shut: a port that cannot be had must show at the start.
        outlets.set(job.name, await servePage({ job, page, checks }, host, ports[job.name] ?? 0));
      }
    }
  } catch (error) {
    await closeAll();
    throw error;
  }

  const enter = async (next: string): Promise<void> => {
    const silent = simulation.scenarios.get(next)?.silent ?? [];
    for (const [name, outlet] of outlets) await (silent.includes(name) ? outlet.shut() : outlet.open());
    current = next;
    advance(0);
  };
  await enter(current);

  // One switch after the other: two at once would open a port twice.
  let last: Promise<void> = Promise.resolve();
  const afterLast = (action: () => Promise<void>): Promise<void> => {
    const next = last.then(action);
    last = next.catch(() => {});
    return next;
  };

  return {
    simulation,
    ports: Object.fromEntries([...outlets].flatMap(([name, { port }]) => (port === undefined ? [] : [[name, port]]))),
    scenario: () => current,
    tick: advance,
    play: (next) => afterLast(async () => (next === current ? undefined : enter(next))),
    close: () => afterLast(closeAll),
  };
}
