import type { ScrapeJob } from "../catalogue/job.ts";
import type { Metric } from "../catalogue/metric.ts";
import type { Expression } from "../catalogue/promql/expression.ts";
import type { SeriesFixture } from "./fixture.ts";

/** What proves a recording rule: input series, and the highest value that it then records. */
export interface RecordingProof {
  readonly given: readonly SeriesFixture[];
  readonly expected: number;
}

/** A rule that records an expression as a series, which alerts and panels then name like any metric. */
export interface Recording {
  /** The recorded series; its labels are what the expression leaves, and `labels`. */
  readonly metric: Metric;
  /** Whose series it reads; it exists where one of them has targets. */
  readonly jobs: readonly [ScrapeJob, ...ScrapeJob[]];
  /** Set on the recorded series. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly expression: () => Expression;
  readonly proof: () => RecordingProof;
}
