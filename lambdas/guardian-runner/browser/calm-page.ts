import type { CDPSession, Page, Target } from 'puppeteer-core';

/**
 * The page as Lighthouse gets it. While it waits for an idle CPU, Lighthouse asks the page from a timer and handles no
 * rejection there (`checkForQuiet` in its `wait-for-condition.js`). A browser that is closed under it, because the audit
 * was cancelled or the page crashed, would take the whole process along. So that one question is answered with "nothing"
 * when it fails, and a crash, which Lighthouse turns into the same rejection, is left to our own observer.
 */
export function calmPage(page: Page): Page {
  return overriding(page, (name) => (name === 'target' ? () => calmTarget(page.target()) : undefined));
}

function calmTarget(target: Target): Target {
  return overriding(target, (name) =>
    name === 'createCDPSession' ? async () => calmSession(await target.createCDPSession()) : undefined,
  );
}

export function calmSession(session: CDPSession): CDPSession {
  return overriding(session, (name, own) => {
    if (name === 'send') return (...call: unknown[]) => send(session, call);
    if (name !== 'once') return undefined;
    return (event: unknown, ...rest: unknown[]) =>
      event === 'Inspector.targetCrashed' ? session : Reflect.apply(own, session, [event, ...rest]);
  });
}

async function send(session: CDPSession, call: unknown[]): Promise<unknown> {
  try {
    return await Reflect.apply(session.send, session, call);
  } catch (error) {
    if (call[0] === 'Runtime.evaluate' && JSON.stringify(call[1]).includes('checkTimeSinceLastLongTask')) {
      return { result: { type: 'undefined' } };
    }
    throw error;
  }
}

type Method = (...call: unknown[]) => unknown;

/** An object with some methods replaced; the others run on the object itself, as its private fields demand. */
function overriding<T extends object>(object: T, override: (name: string, own: Method) => Method | undefined): T {
  return new Proxy(object, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name, target);
      if (typeof own !== 'function') return own;
      const bound: Method = own.bind(target);
      return (typeof name === 'string' ? override(name, bound) : undefined) ?? bound;
    },
  });
}
