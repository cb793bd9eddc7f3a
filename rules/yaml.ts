import { dump } from "js-yaml";

/** YAML as all rendered files are written: no aliases, no folded lines, so that a diff shows one change a line. */
export const yaml = (value: unknown): string => dump(value, { lineWidth: -1, noRefs: true });
