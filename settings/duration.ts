const units = { y: 31_536_000, w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1, ms: 0.001 } as const;
const pattern = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Seconds of a duration as Prometheus writes it (`30s`, `5m`, `1h30m`); undefined when it is none. */
export function durationSeconds(text: string): number | undefined {
  const parts = pattern.exec(text)?.slice(1);
  if (text === "" || parts === undefined) return undefined;
  return Object.values(units).reduce((sum, unit, index) => sum + Number(parts[index] ?? 0) * unit, 0);
}
