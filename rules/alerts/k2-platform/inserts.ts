import { failedInserts, rejectedInserts, unparsedMessages } from "../../../catalogue/clickhouse.ts";
import { clickHouseJob, clickHouseQueryJob, insertErrors, redpandaJob } from "../../../catalogue/k2-platform.ts";
import { add, counterOf, greater, increase, or, sum } from "../../../catalogue/promql/build.ts";
import { alert } from "../../alert.ts";
import { growing, stages } from "../../fixture.ts";
import { targetOf } from "./series.ts";

const bronze = { ...targetOf(clickHouseQueryJob), table: "bronze_trades" };
const server = targetOf(clickHouseJob);

export const bronzeInsertFailure = alert({
  name: "ClickHouseBronzeInsertFailure",
  component: "clickhouse",
  jobs: [clickHouseQueryJob, clickHouseJob],
  severity: "critical",
  // Longer than the window: what failed once was tried again and went well. A Kafka table tries within seconds.
  for: "3m",
  window: "2m",
  panel: "k2-pipeline/insert-errors",
  relations: { failsWith: [redpandaJob, clickHouseJob] },
  summary: "ClickHouse cannot insert",
  description: ({ for: wait }) =>
    `{{ if $labels.table }}Batches for {{ $labels.table }}{{ else }}INSERT statements on {{ $labels.instance }}{{ end }} have failed again and again for more than ${wait}.`,
  expression: ({ window }) =>
    or(
      greater(sum(increase(counterOf(insertErrors), window), ["table"]), 0),
      greater(
        sum(add(increase(counterOf(failedInserts), window), increase(counterOf(rejectedInserts), window)), [
          "instance",
        ]),
        0,
      ),
    ),
  proof: () => {
    const statements = (failed: number, rejected: number) => ({
      series: [growing(failedInserts, server, failed), growing(rejectedInserts, server, rejected)],
      labels: { instance: server.instance },
    });
    return {
      fires: [growing(insertErrors, bronze, 0.1)],
      alsoFires: { "statements fail": statements(0.1, 0), "statements are rejected": statements(0, 0.1) },
      quiet: {
        "nothing fails": [growing(insertErrors, bronze, 0), ...statements(0, 0).series],
        "a batch failed once": [stages(insertErrors, bronze, [0, 0, 0, 5])],
        "somebody mistyped an INSERT": [
          stages(failedInserts, server, [0, 0, 0, 1]),
          growing(rejectedInserts, server, 0),
        ],
      },
      whenAbsent: "quiet",
    };
  },
});

/** Not an insert that fails: the message is left out, or held up for ever, as the Kafka table's settings say. */
export const messagesSkipped = alert({
  name: "ClickHouseMessagesSkipped",
  component: "clickhouse",
  jobs: [clickHouseJob],
  severity: "warning",
  for: "1m",
  window: "15m",
  panel: "k2-pipeline/insert-errors",
  summary: "ClickHouse cannot read messages",
  description: ({ window }) =>
    `{{ $labels.instance }} got messages from Redpanda within ${window} that it could not parse; they are missing in Bronze.`,
  expression: ({ window }) => greater(sum(increase(counterOf(unparsedMessages), window), ["instance"]), 0),
  proof: () => ({
    fires: [growing(unparsedMessages, server, 0.01)],
    quiet: { "all can be parsed": [growing(unparsedMessages, server, 0)] },
    whenAbsent: "quiet",
  }),
});
