import { reconnects, tradesProduced } from "../../catalogue/k2-platform.ts";
import { counterOf, increase, rate, sum } from "../../catalogue/promql/build.ts";
import { feedHandlerDown, silence } from "../../rules/alerts/k2-platform/feed.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { third, type Unplaced } from "../layout.ts";

const perExchange = ["exchange"] as const;
const lately = "5m";

/** What comes from the exchanges. */
export function feedPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const feed = tuning(feedHandlerDown).numbers;
  return [
    {
      id: 12,
      key: "trades",
      title: "Trade messages/sec per exchange",
      section: "Feed Handlers",
      description:
        "Trades per second that the feed handlers write to Redpanda, all symbols of an exchange together. Good: as at this time of other days; an exchange that falls silent shows beside it.",
      kind: "timeseries",
      unit: "cps",
      queries: [{ expression: sum(rate(counterOf(tradesProduced), "2m"), perExchange), legend: "{{exchange}}" }],
      ...third,
    },
    {
      id: 2,
      key: "last-message",
      title: "Last message time per exchange",
      description: `Time since each exchange last sent anything, whichever handler heard it. Good: a few seconds. From ${formatValue(feed.threshold, "seconds")} on FeedHandlerDown fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: silence(), legend: "{{exchange}}" }],
      steps: [{ value: feed.threshold, color: "red" }],
      ...third,
    },
    {
      id: 13,
      key: "reconnects",
      title: "Feed handler reconnects",
      description: `Times that the feed handlers connected anew to an exchange within ${lately}. Good: 0; one now and then does no harm.`,
      kind: "stat",
      unit: "short",
      decimals: 0,
      queries: [{ expression: sum(increase(counterOf(reconnects), lately), perExchange), legend: "{{exchange}}" }],
      steps: [
        { value: 0, color: "green" },
        { value: 1, color: "yellow" },
      ],
      ...third,
    },
  ];
}
