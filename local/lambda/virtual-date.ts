/**
 * Makes the time of day in this thread real time plus the shared offset: `Date.now()`, `new Date()`, `Date()` and what `Intl` formats
 * without being told a time. Timers and `performance` stay real. It runs in the worker, so it may import nothing.
 */
export function installVirtualDate(offset: SharedArrayBuffer): void {
  const cell = new BigInt64Array(offset);
  const RealDate = Date;
  const realNow = Date.now;
  const now = () => realNow() + Number(Atomics.load(cell, 0));
  RealDate.now = now;
  const VirtualDate = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  });
  RealDate.prototype.constructor = VirtualDate;
  globalThis.Date = VirtualDate;
  formatsNow(now);
}

/** `format` is a getter that gives a bound function; `formatToParts` is a plain method. */
function formatsNow(now: () => number): void {
  const { prototype } = Intl.DateTimeFormat;
  const format = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
  const formatToParts = prototype.formatToParts;
  Object.defineProperty(prototype, 'format', {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const real: Intl.DateTimeFormat['format'] = format?.call(this);
      return (date?: Date | number) => real(date ?? now());
    },
  });
  prototype.formatToParts = function virtualParts(date) {
    return formatToParts.call(this, date ?? now());
  };
}
