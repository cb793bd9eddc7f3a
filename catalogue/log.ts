/** A field of a structured log line. `personal` fields are redacted before storage. */
export interface LogField {
  readonly name: string;
  readonly type: "string" | "integer" | "number";
  readonly help: string;
  readonly values?: readonly string[];
  readonly personal?: true;
}

/** What one component of a pipeline writes to its log, a JSON object a line. */
export interface LogStream {
  readonly component: string;
  readonly fields: readonly LogField[];
}
