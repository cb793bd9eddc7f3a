import { containerStartTime } from "../../catalogue/cadvisor.ts";
import { failedInserts, unparsedMessages } from "../../catalogue/clickhouse.ts";
import {
  clickHouseJob,
  feedHandlerJob,
  insertErrors,
  offloadFailures,
  offloadLag,
  offloadSuccess,
  prefectJob,
  redpandaJob,
  viewDelay,
} from "../../catalogue/k2-platform.ts";
import { committedOffset } from "../../catalogue/redpanda.ts";
import {
  containerNamed,
  exchanges,
  handlers,
  healthy,
  names,
  oomKill,
  rows,
  waiting,
} from "./k2-platform-behaviour.ts";
import { type Scenario, sample } from "./model.ts";
import { type Change, change, type Timed } from "./table.ts";

type Changed = (moment: Parameters<Timed>[0]) => Change;

const scenario = (
  description: string,
  alerts: readonly string[],
  changed?: Changed,
  silent: readonly string[] = [],
): Scenario<Timed> => ({
  description,
  alerts,
  silent,
  conditions: (moment) => (changed === undefined ? healthy(moment) : change(healthy(moment), changed(moment))),
});

const [binance, kraken] = exchanges;
const table = names.bronze;

/** What can befall the platform. Alerts are those that fire once `for` and `window` are over, shortened as they may be. */
export const k2PlatformScenarios = {
  healthy: scenario(
    "Trades of two exchanges arrive in Bronze within a second, and in Iceberg every quarter of an hour.",
    [],
  ),
  "exchange-silent": scenario(
    "Kraken sends nothing any more; its handler runs.",
    ["FeedHandlerDown"],
    ({ now, seconds }) => handlers({ [binance]: now, [kraken]: now - seconds }),
  ),
  "exchange-vanished": scenario(
    "Kraken's handler has stopped: nothing is left of its series.",
    ["FeedHandlerDown"],
    ({ now }) => handlers({ [binance]: now }),
  ),
  "handlers-down": scenario(
    "The feed handlers' port refuses connections.",
    ["FeedHandlerDown", "TargetDown"],
    undefined,
    [feedHandlerJob.name],
  ),
  "redpanda-down": scenario("Redpanda does not answer.", ["RedpandaDown", "TargetDown"], undefined, [redpandaJob.name]),
  "lag-high": scenario(
    "ClickHouse has 5,000 messages of Binance still to read.",
    ["RedpandaConsumerLagHigh"],
    (moment) => waiting(moment, { [binance]: 5_000 }),
  ),
  "lag-unknown": scenario("Redpanda knows no consumer group.", ["ConsumerLagUnknown"], () => ({
    without: [committedOffset],
  })),
  "clickhouse-down": scenario("ClickHouse does not answer.", ["ClickHouseDown", "TargetDown"], undefined, [
    clickHouseJob.name,
  ]),
  "insert-failing": scenario("No batch can be written to Bronze.", ["ClickHouseBronzeInsertFailure"], () => ({
    perSecond: [sample(insertErrors, 1, { table })],
  })),
  "statement-failing": scenario("INSERT statements fail.", ["ClickHouseBronzeInsertFailure"], () => ({
    perSecond: [sample(failedInserts, 1, {})],
  })),
  "messages-broken": scenario("Some messages cannot be parsed.", ["ClickHouseMessagesSkipped"], () => ({
    perSecond: [sample(unparsedMessages, 1, {})],
  })),
  // Few enough that the objective still holds.
  "exchange-late": scenario("The few trades of Kraken arrive after five minutes.", ["IngestDelayHigh"], () => ({
    observed: [rows(binance, 1, 49), rows(kraken, 300, 1)],
  })),
  // The mean stays below 30 s.
  "rows-late": scenario("A fifth of the rows takes 45 s.", ["ErrorBudgetBurnFast", "ErrorBudgetBurnSlow"], () => ({
    observed: exchanges.flatMap((exchange) => [rows(exchange, 1, 8), rows(exchange, 45, 2)]),
  })),
  "view-behind": scenario("Silver is two minutes behind Bronze.", ["MVProcessingDelay"], () => ({
    gauges: [sample(viewDelay, 120, { view: names.view })],
  })),
  "offload-late": scenario("Runs succeed, but leave more than they take.", ["IcebergOffloadLag"], () => ({
    gauges: [sample(offloadLag, 3_600, { table })],
  })),
  "offload-frozen": scenario(
    "No run has succeeded for an hour; the offload still shows its last lag.",
    ["IcebergOffloadLag"],
    ({ now, seconds }) => ({ gauges: [sample(offloadSuccess, now - seconds - 3_600, { table })] }),
  ),
  "offload-failing": scenario("The last three runs have failed.", ["IcebergOffloadFailure"], () => ({
    gauges: [sample(offloadFailures, 3, { table })],
  })),
  "prefect-down": scenario("Prefect does not answer.", ["TargetDown"], undefined, [prefectJob.name]),
  "oom-kill": scenario("ClickHouse is short of memory.", ["ServiceOOMKill"], () => ({ perSecond: [oomKill(0.5)] })),
  "restart-loop": scenario("ClickHouse starts anew every second.", ["ServiceRestartLoop"], ({ now }) => ({
    gauges: [sample(containerStartTime, Math.floor(now), containerNamed(names.containers[0]))],
  })),
  "containers-unseen": scenario("cAdvisor shows the machine alone.", ["ContainersNotWatched"], () => ({
    without: [containerStartTime],
    gauges: [sample(containerStartTime, 1_000, containerNamed(""))],
  })),
} as const satisfies Record<string, Scenario<Timed>>;
