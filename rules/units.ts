/** What an alert's value and threshold measure. */
export type ValueUnit = "ratio" | "seconds" | "messages" | "messagesPerSecond" | "flag";

/** A threshold as people read it. */
export function formatValue(value: number, unit: ValueUnit): string {
  switch (unit) {
    case "ratio":
      return `${trim(value * 100)}%`;
    case "seconds":
      return `${trim(value)}s`;
    case "messages":
      return `${trim(value)} messages`;
    case "messagesPerSecond":
      return `${trim(value)} messages/s`;
    case "flag":
      return String(value);
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
    case "messages":
      return '{{ $value | printf "%.0f" }} messages';
    case "messagesPerSecond":
      return '{{ $value | printf "%.2f" }} messages/s';
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
    case "messages":
      return "short";
    case "messagesPerSecond":
      return "cps";
    case "flag":
      return "none";
    default:
      return unit satisfies never;
  }
}

// Drops the digits that only floating point put there.
const trim = (value: number): string => String(Number(value.toPrecision(12)));
