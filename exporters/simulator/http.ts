import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that listens. */
export interface Listener {
  readonly port: number;
  /** Ends open connections too, so it is done at once. */
  readonly close: () => Promise<void>;
}

/** Listens, and fails if the port cannot be had; port 0 takes a free one. */
export async function listen(handler: RequestListener, host: string, port: number): Promise<Listener> {
  const server = createServer(handler);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The path of a request, without its query. */
export const pathOf = (url: string | undefined): string => (url ?? "/").split("?", 1)[0] ?? "/";

/** Answers with a text of the given type. */
export function reply(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" });
  response.end(body);
}

/** Answers with JSON. */
export const replyJson = (response: ServerResponse, status: number, body: unknown): void =>
  reply(response, status, "application/json; charset=utf-8", `${JSON.stringify(body, null, 2)}\n`);

/** Whether the method only reads; if it does not, the request has been answered. */
export function onlyReads(method: string | undefined, response: ServerResponse): boolean {
  if (method === "GET" || method === "HEAD") return true;
  response.setHeader("allow", "GET, HEAD");
  replyJson(response, 405, { error: `${method} is not allowed here`, allowed: ["GET", "HEAD"] });
  return false;
}
