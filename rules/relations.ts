import type { ScrapeJob } from "../catalogue/job.ts";

/** Jobs that an alert is about. */
export interface Place {
  readonly jobs: readonly ScrapeJob[];
  /** Label of the alert, `job` or one of its targets', that tells which of several jobs it is about. */
  readonly by?: string;
}

/** Alerts of the same pipeline that say the same and less. */
export interface Lesser {
  readonly alerts: readonly string[];
  /** Labels in which both must agree to be about the same thing. */
  readonly same?: readonly string[];
  /** Only those about this job, by their label `job`. */
  readonly of?: ScrapeJob;
}

/** Jobs that deliver nothing any more; `same` as for what is hidden outright. */
export interface Loss extends Place, Pick<Lesser, "same"> {
  /**
   * It fires only when nothing at all comes from them. Otherwise, as where one of several brokers is lost, the rest may
   * do the work: then what is critical is not hidden, since it may have another cause.
   */
  readonly whole?: true;
}

/** How an alert hangs together with others of its pipeline; rules/delivery/inhibitions.ts tells what is hidden. */
export interface Relations {
  readonly hides?: readonly Lesser[];
  /** It says that these deliver nothing any more, and so hides what follows from that. */
  readonly stops?: Loss;
  /** It also fires when nothing reaches these any more, wherever upstream it got lost. */
  readonly starvesAt?: Place;
  /** It also fires when one of these is gone, whatever else there is between them. */
  readonly failsWith?: readonly ScrapeJob[];
}
