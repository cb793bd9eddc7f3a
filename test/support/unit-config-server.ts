import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** Prometheus' answers about its rules and jobs. */
export interface Running {
  rules: readonly object[];
  jobs: readonly string[];
}

/** A server that reads `current/<file>` when told to reload, and says what it runs, as the stack's servers do. */
export class ConfigServer {
  /** Status with which it answers the coming reloads, first one first; 200 when there is none left. */
  readonly answers: number[] = [];
  /** Whether it reads its file when it reloads, rather than only say so. */
  honest = true;
  running: Running = { rules: [], jobs: [] };
  reloads = 0;
  loaded: Buffer = Buffer.from("");
  readonly #server: Server;
  readonly #file: string;

  private constructor(volume: string, file: string) {
    this.#file = join(volume, "current", file);
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async listen(volume: string, file: string, port = 0): Promise<ConfigServer> {
    const server = new ConfigServer(volume, file);
    await new Promise<void>((resolve) => server.#server.listen(port, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }

  #answer({ method, url = "" }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    if (method === "POST" && pathname === "/-/reload") {
      this.reloads += 1;
      // Without its file no server is content.
      const status = this.answers.shift() ?? (existsSync(this.#file) ? 200 : 500);
      if (status === 200 && this.honest) this.loaded = readFileSync(this.#file);
      response.writeHead(status).end(status === 200 ? "" : "failed to reload config: bad file\n");
      return;
    }
    const body = this.#page(pathname, searchParams);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  }

  #page(path: string, query: URLSearchParams): string | Buffer | undefined {
    const data = (value: unknown) => JSON.stringify({ status: "success", data: value });
    switch (path) {
      case "/":
        return "here";
      case "/config":
        return this.loaded;
      case "/metrics":
        return [
          "# TYPE config_good gauge",
          "config_good_at 1700000000",
          `config_good ${this.honest ? 1 : 0}`,
          `alertmanager_config_hash ${createHash("md5").update(this.loaded).digest().readUIntLE(0, 6)}`,
        ].join("\n");
      case "/api/v1/rules":
        return data({ groups: [{ name: "g", rules: this.running.rules }] });
      case "/api/v1/scrape_pools":
        return data({ scrapePools: this.running.jobs });
      case "/api/v1/format_query":
        return data((query.get("query") ?? "").replaceAll(/\s+/g, " ").trim());
      default:
        return undefined;
    }
  }
}
