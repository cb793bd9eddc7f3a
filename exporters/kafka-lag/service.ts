import type { IncomingMessage, ServerResponse } from "node:http";
import { listen, onlyReads, pathOf, reply, replyJson } from "../simulator/http.ts";
import { connect } from "./cluster.ts";
import type { Options } from "./flags.ts";
import { type Page, pageOf } from "./page.ts";
import { type Log, watch } from "./watch.ts";

/** An exporter that runs. */
export interface Service {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Serves /metrics, and /healthz, which says that the exporter runs, whatever becomes of the cluster. */
export async function startService(options: Options, log: Log): Promise<Service> {
  const { host, interval, brokers } = options;
  let page: Page = await pageOf([]);
  const handle = ({ method, url }: IncomingMessage, response: ServerResponse): void => {
    if (!onlyReads(method, response)) return;
    const path = pathOf(url);
    if (path === "/metrics") reply(response, 200, page.contentType, page.text);
    else if (path === "/healthz") replyJson(response, 200, { status: "ok" });
    else replyJson(response, 404, { error: "no such page", allowed: ["/metrics", "/healthz"] });
  };
  const server = await listen(handle, host, options.port);
  const stop = new AbortController();
  const watching = watch(
    {
      connect: () => connect(options, options),
      interval,
      show: async (samples) => {
        page = await pageOf(samples);
      },
      log,
    },
    stop.signal,
  );
  log("start", { host, port: server.port, brokers });
  return {
    port: server.port,
    close: async () => {
      stop.abort();
      await Promise.all([server.close(), watching]);
    },
  };
}
