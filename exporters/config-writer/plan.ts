/** How the writer finds out that a server runs what was written. */
export type Verification =
  /** Prometheus' rules, one by one, and the names of its scrape jobs. */
  | { readonly kind: "prometheus"; readonly rules: readonly ExpectedRule[]; readonly jobs: readonly string[] }
  /** Alertmanager's own hash of its configuration file. */
  | { readonly kind: "alertmanager"; readonly file: string }
  /** A gauge on the server's /metrics that is 1 after a good reload. */
  | { readonly kind: "gauge"; readonly metric: string }
  /** A file that the server hands out as it was written. */
  | { readonly kind: "served"; readonly path: string; readonly file: string };

export interface ExpectedRule {
  readonly group: string;
  readonly name: string;
  readonly query: string;
  readonly seconds: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What the writer has to do for one server; handed over as JSON. */
export interface Plan {
  /** Directory that holds the new files, by their path below it. */
  readonly source: string;
  /** A JSON object of texts by path, to be written to the source first: the engine is slow with many files. */
  readonly bundle?: string;
  /** The server's configuration volume, as the writer has it mounted. */
  readonly volume: string;
  /** The user that the server runs as, who alone may read the files. */
  readonly owner: { readonly uid: number; readonly gid: number };
  readonly content: /** A directory of its own, put in force by a link; the server is told to reload, and asked what it runs. */
    | {
        readonly kind: "release";
        readonly id: string;
        readonly server?: { readonly url: string; readonly reload?: string; readonly verify: Verification };
      }
    /** Files that are replaced one by one; servers read them when they need them. */
    | { readonly kind: "secrets" };
}
