/** Calls back with the seconds since the last call, until the returned function is called. */
export type Clock = (tick: (seconds: number) => void) => () => void;

/** A clock that ticks by the wall. */
export const everyMilliseconds =
  (milliseconds: number): Clock =>
  (tick) => {
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      tick((now - last) / 1000);
      last = now;
    }, milliseconds);
    return () => clearInterval(timer);
  };
