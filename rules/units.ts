export const valueUnits = [
  "ratio",
  "seconds",
  "bytes",
  "rows",
  "messages",
  "messagesPerSecond",
  "records",
  "recordsPerSecond",
  "errorsPerSecond",
  "events",
  "sigma",
  "times",
  "flag",
] as const;
/** What an alert's value and threshold measure. */
export type ValueUnit = (typeof valueUnits)[number];

/** A threshold as people read it. */
export function formatValue(value: number, unit: ValueUnit): string {
  switch (unit) {
    case "ratio":
      return `${trim(value * 100)}%`;
    case "seconds":
      return `${trim(value)}s`;
    case "rows":
      return `${trim(value)} rows`;
    case "messages":
      return `${trim(value)} messages`;
    case "messagesPerSecond":
      return `${trim(value)} messages/s`;
    case "records":
      return `${trim(value)} records`;
    case "recordsPerSecond":
      return `${trim(value)} records/s`;
    case "errorsPerSecond":
      return `${trim(value)} errors/s`;
    case "bytes":
      return formatBytes(value);
    case "events":
    case "flag":
      return trim(value);
    case "sigma":
      return `${trim(value)} sigma`;
    case "times":
      return `${trim(value)} times`;
    default:
      return unit satisfies never;
  }
}

/** The alert's `$value`, as a Prometheus template that prints it with its unit. */
export function valueTemplate(unit: ValueUnit): string {
  switch (unit) {
    case "ratio":
      return "{{ $value | humanizePercentage }}";
    case "seconds":
      return '{{ $value | printf "%.3f" }}s';
    case "rows":
      return '{{ $value | printf "%.0f" }} rows';
    case "messages":
      return '{{ $value | printf "%.0f" }} messages';
    case "messagesPerSecond":
      return '{{ $value | printf "%.2f" }} messages/s';
    case "records":
      return '{{ $value | printf "%.0f" }} records';
    case "recordsPerSecond":
      return '{{ $value | printf "%.2f" }} records/s';
    case "errorsPerSecond":
      return '{{ $value | printf "%.2f" }} errors/s';
    case "bytes":
      return "{{ $value | humanize1024 }}B";
    case "events":
      return '{{ $value | printf "%.0f" }}';
    case "sigma":
      return '{{ $value | printf "%.2f" }} sigma';
    case "times":
      return '{{ $value | printf "%.1f" }} times';
    case "flag":
      return "{{ $value }}";
    default:
      return unit satisfies never;
  }
}

/** Grafana's name of the unit. */
export function grafanaUnit(unit: ValueUnit): string {
  switch (unit) {
    case "ratio":
      return "percentunit";
    case "seconds":
      return "s";
    case "rows":
    case "messages":
      return "short";
    case "records":
      return "short";
    case "messagesPerSecond":
    case "recordsPerSecond":
    case "errorsPerSecond":
      return "cps";
    case "bytes":
      return "bytes";
    case "events":
      return "short";
    case "sigma":
    case "times":
    case "flag":
      return "none";
    default:
      return unit satisfies never;
  }
}

const binaryPrefixes = ["", "Ki", "Mi", "Gi", "Ti"] as const;

function formatBytes(value: number): string {
  const power = Math.min(binaryPrefixes.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(value, 1)) / 10)));
  return `${trim(Number((value / 1024 ** power).toPrecision(4)))}${binaryPrefixes[power]}B`;
}

// Drops the digits that only floating point put there.
const trim = (value: number): string => String(Number(value.toPrecision(12)));
