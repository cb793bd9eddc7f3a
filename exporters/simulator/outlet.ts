import type { IncomingMessage, ServerResponse } from "node:http";
import { Pushgateway } from "prom-client";
import type { ScrapeJob } from "../../catalogue/job.ts";
import { type Listener, listen, onlyReads, pathOf, reply, replyJson } from "./http.ts";
import type { Check } from "./model.ts";
import type { Page } from "./page.ts";

/** The way a page takes to Prometheus, which a scenario may shut. */
export interface Outlet {
  /** The port it listens on, if it does. */
  readonly port?: number;
  /** Both do nothing where it is so already. */
  readonly open: () => Promise<void>;
  readonly shut: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Served {
  readonly job: ScrapeJob;
  readonly page: Page;
  /** What /health reports; undefined: there is no such page. */
  readonly checks: (() => Readonly<Record<string, Check>>) | undefined;
}

/** Serves a page as the job's targets do. */
export async function servePage({ job, page, checks }: Served, host: string, wanted: number): Promise<Outlet> {
  const allowed = [job.metricsPath, ...(checks === undefined ? [] : ["/health"])];

  const handle = async ({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!onlyReads(method, response)) return;
    const path = pathOf(url);
    if (path === job.metricsPath) return reply(response, 200, page.contentType, await page.text());
    if (path === "/health" && checks !== undefined) return health(checks(), response);
    return replyJson(response, 404, { error: "no such page", allowed });
  };

  const open = (port: number): Promise<Listener> =>
    listen((request, response) => void handle(request, response), host, port);
  let listener: Listener | undefined = await open(wanted);
  const { port } = listener;
  const shut = async (): Promise<void> => {
    await listener?.close();
    listener = undefined;
  };
  return {
    port,
    open: async () => {
      listener ??= await open(port);
    },
    shut,
    close: shut,
  };
}

function health(checks: Readonly<Record<string, Check>>, response: ServerResponse): void {
  const passed = Object.values(checks).every((check) => check === "pass");
  const status = passed ? "healthy" : "unhealthy";
  replyJson(response, passed ? 200 : 503, { status, timestamp: new Date().toISOString(), checks });
}

const pushMilliseconds = 2_000;

/** Pushes a page as the job does: under its own name, and with the pipeline's, so that its alerts are told apart. */
export function pushPage({ name, labels }: ScrapeJob, page: Page, url: string): Outlet {
  const gateway = new Pushgateway(url, { timeout: pushMilliseconds }, page.registry);
  const group = { jobName: name, groupings: { ...labels } };
  // A gateway that is away for a while is no fault of the job's: the next push tries again.
  const push = (): void => void gateway.push(group).catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const shut = async (): Promise<void> => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    open: async () => {
      if (timer !== undefined) return;
      push();
      timer = setInterval(push, pushMilliseconds);
    },
    shut,
    close: shut,
  };
}
