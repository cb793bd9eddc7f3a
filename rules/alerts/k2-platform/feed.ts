import { feedHandlerJob, lastMessage } from "../../../catalogue/k2-platform.ts";
import { absent, gaugeOf, less, or, subtract, time, unless } from "../../../catalogue/promql/build.ts";
import type { Expression } from "../../../catalogue/promql/expression.ts";
import { alert } from "../../alert.ts";
import { ending, justAbove, justBelow, once, rising } from "../../fixture.ts";
import { exchangeHeard } from "../../recording/k2-platform.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { targetOf } from "./series.ts";

const from = (exchange: string, instance?: string) => ({ ...targetOf(feedHandlerJob, instance), exchange });

/** Time since each exchange was last heard, by whichever handler; also by handlers that are gone since. */
export const silence = (): Expression => subtract(time, gaugeOf(exchangeHeard));

/**
 * Fires 105 seconds after a handler stops, at the latest: 60 of silence, 15 until that is seen, and 30 more. The document
 * wants both more than 2 minutes of silence and an alert within 2 minutes of the stop; the second is what people feel.
 */
export const feedHandlerDown = alert({
  name: "FeedHandlerDown",
  component: "feed-handler",
  jobs: [feedHandlerJob],
  severity: "critical",
  for: "30s",
  numbers: {
    threshold: {
      default: 60,
      unit: "seconds",
      min: 5,
      max: 3600,
      source: "k2-platform.md, Acceptance Criteria: within 2 minutes of stopping a handler, with `for` and a scrape",
    },
  },
  panel: "k2-pipeline/last-message",
  summary: "No messages from an exchange",
  description: ({ numbers }) =>
    `{{ if $labels.exchange }}The last message from {{ $labels.exchange }} came ${valueTemplate("seconds")} ago (threshold ${formatValue(numbers.threshold, "seconds")}).{{ else }}No feed handler shows when an exchange last sent a message.{{ end }}`,
  expression: ({ numbers }) => {
    const age = silence();
    // All but the fresh ones, so that a NaN counts as silence. Where none was ever heard, there is no exchange to name.
    return or(unless(age, less(age, numbers.threshold)), absent(gaugeOf(exchangeHeard)));
  },
  proof: ({ numbers: { threshold } }) => {
    const fresh = rising(lastMessage, from("binance"), 0, 1);
    // The test looks 120 s after `for`: to fire by then, the silence has to reach the threshold 15 s earlier.
    const stop = 105 - threshold;
    const stopped =
      stop < 0 ? once(lastMessage, from("kraken"), stop) : ending(rising(lastMessage, from("kraken"), 0, 1), stop);
    const late = (seconds: number) => rising(lastMessage, from("kraken"), -seconds, 1);
    return {
      fires: [fresh, stopped],
      quiet: {
        "just below the threshold": [fresh, late(justBelow(threshold))],
        "another handler has taken over": [
          fresh,
          stopped,
          rising(lastMessage, from("kraken", "the-other:80"), -justBelow(threshold), 1),
        ],
        "one of two handlers is stuck": [
          fresh,
          late(justAbove(threshold)),
          rising(lastMessage, from("kraken", "the-other:80"), 0, 1),
        ],
      },
      whenAbsent: "fires",
    };
  },
});
