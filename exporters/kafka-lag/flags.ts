import { parseArgs } from "node:util";
import { kafkaLagPort } from "../../catalogue/kafka-lag.ts";
import { durationSeconds } from "../../settings/duration.ts";

/** How clients may log in. */
export const saslMechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;

/** What the command line asks for. */
export interface Options {
  readonly host: string;
  readonly port: number;
  /** Addresses, each host:port. */
  readonly brokers: readonly string[];
  readonly groups: RegExp;
  readonly topics: RegExp;
  /** Seconds between two polls. */
  readonly interval: number;
  readonly tls: boolean;
  readonly tlsCaFile?: string;
  readonly sasl?: {
    readonly mechanism: (typeof saslMechanisms)[number];
    readonly username: string;
    readonly passwordFile: string;
  };
}

/** A command line that cannot be followed; the message says what is allowed. */
export class FlagError extends Error {}

/** How to call the program. */
export const usage = [
  "Usage: kafka-lag [flags]",
  "  --brokers <host:port>,...      brokers to begin with; the others are asked for",
  "  --groups <regexp>              consumer groups to watch (.+)",
  "  --topics <regexp>              topics to watch (^[^_].*)",
  "  --interval <duration>          time between two polls (15s)",
  "  --host <address>               address to listen on (0.0.0.0)",
  `  --port <port>                  port of /metrics (${kafkaLagPort}); 0 takes a free one`,
  "  --tls                          talk to the brokers by TLS",
  "  --tls-ca-file <file>           certificates to trust, in place of the usual ones",
  "  --sasl-username <name>         log in to the brokers",
  "  --sasl-password-file <file>    the password, read at each connection",
  `  --sasl-mechanism <mechanism>   ${saslMechanisms.join(", ")} (SCRAM-SHA-512)`,
  "  --help",
  "",
].join("\n");

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        brokers: { type: "string" },
        groups: { type: "string", default: ".+" },
        topics: { type: "string", default: "^[^_].*" },
        interval: { type: "string", default: "15s" },
        host: { type: "string", default: "0.0.0.0" },
        port: { type: "string", default: String(kafkaLagPort) },
        tls: { type: "boolean", default: false },
        "tls-ca-file": { type: "string" },
        "sasl-username": { type: "string" },
        "sasl-password-file": { type: "string" },
        "sasl-mechanism": { type: "string", default: "SCRAM-SHA-512" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new FlagError(error instanceof Error ? error.message : String(error));
  }
}

type Flags = ReturnType<typeof parse>;

/** The whole name must match, as in Prometheus. */
function pattern(flag: string, text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`);
  } catch {
    throw new FlagError(`${flag}: "${text}" is not a regular expression`);
  }
}

function brokersOf(text: string | undefined): readonly string[] {
  const brokers = (text ?? "").split(",").filter((broker) => broker !== "");
  const wrong = brokers.find((broker) => !/^.+:\d{1,5}$/.test(broker));
  if (wrong !== undefined) throw new FlagError(`--brokers: "${wrong}" is not host:port`);
  if (brokers.length === 0) throw new FlagError("--brokers: at least one host:port is needed");
  return brokers;
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new FlagError(`--port: "${text}" is not a port; allowed: 0 to 65535`);
}

function intervalOf(text: string): number {
  const seconds = durationSeconds(text);
  if (seconds !== undefined && seconds >= 1) return seconds;
  throw new FlagError(`--interval: "${text}" is not a duration of at least 1s, such as 15s or 1m`);
}

function saslOf(flags: Flags): Pick<Options, "sasl"> {
  const username = flags["sasl-username"];
  const passwordFile = flags["sasl-password-file"];
  if (username === undefined && passwordFile === undefined) return {};
  if (username === undefined || passwordFile === undefined) {
    throw new FlagError("--sasl-username and --sasl-password-file are needed together");
  }
  const mechanism = saslMechanisms.find((known) => known === flags["sasl-mechanism"]);
  if (mechanism === undefined) {
    throw new FlagError(
      `--sasl-mechanism: unknown "${flags["sasl-mechanism"]}"; allowed: ${saslMechanisms.join(", ")}`,
    );
  }
  return { sasl: { mechanism, username, passwordFile } };
}

/** Reads the command line; "help" if it asks for that. */
export function readFlags(args: readonly string[]): Options | "help" {
  const flags = parse(args);
  if (flags.help) return "help";
  if (flags["tls-ca-file"] !== undefined && !flags.tls) throw new FlagError("--tls-ca-file is of no use without --tls");
  return {
    host: flags.host,
    port: portOf(flags.port),
    brokers: brokersOf(flags.brokers),
    groups: pattern("--groups", flags.groups),
    topics: pattern("--topics", flags.topics),
    interval: intervalOf(flags.interval),
    tls: flags.tls,
    ...(flags["tls-ca-file"] === undefined ? {} : { tlsCaFile: flags["tls-ca-file"] }),
    ...saslOf(flags),
  };
}
