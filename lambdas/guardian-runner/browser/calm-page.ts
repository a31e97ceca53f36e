import type { CDPSession, Page, Target } from 'puppeteer-core';

type Method = (...call: unknown[]) => unknown;
const crashed = 'Inspector.targetCrashed';

/**
 * The page as Lighthouse gets it. While it waits for an idle CPU, Lighthouse asks the page from a timer and handles no
 * rejection there (`checkForQuiet` in its `wait-for-condition.js`): a tab that crashes or a browser that is closed under
 * it would take the whole process along. So that one question is answered with "nothing" when it fails, and the news of
 * a crash, which has the same effect, waits until `crash` tells Lighthouse that it is over.
 */
export class CalmPage {
  readonly page: Page;
  readonly #listeners = new Map<Method, Method>();

  constructor(page: Page) {
    this.page = overriding(page, { target: () => this.#target(page.target()) });
  }

  /** Ends whatever Lighthouse still waits for. Call it when the browser is closed, so that no question is open. */
  crash(): void {
    for (const listener of [...this.#listeners.keys()]) listener(crashed, {});
  }

  #target(target: Target): Target {
    return overriding(target, { createCDPSession: async () => this.#session(await target.createCDPSession()) });
  }

  #session(session: CDPSession): CDPSession {
    return overriding(session, {
      send: (...call) => send(session, call),
      on: (event, listener) => {
        Reflect.apply(session.on, session, [event, this.#calmed(event, listener)]);
        return session;
      },
      off: (event, listener) => {
        Reflect.apply(session.off, session, [event, this.#calmed(event, listener)]);
        if (event === '*' && isMethod(listener)) this.#listeners.delete(listener);
        return session;
      },
    });
  }

  /** Lighthouse hears of everything through listeners for `*`. */
  #calmed(event: unknown, listener: unknown): unknown {
    if (event !== '*' || !isMethod(listener)) return listener;
    const calmed =
      this.#listeners.get(listener) ?? ((type, news) => (type === crashed ? undefined : listener(type, news)));
    this.#listeners.set(listener, calmed);
    return calmed;
  }
}

async function send(session: CDPSession, call: unknown[]): Promise<unknown> {
  try {
    return await Reflect.apply(session.send, session, call);
  } catch (error) {
    const isUnattended =
      call[0] === 'Runtime.evaluate' && JSON.stringify(call[1]).includes('checkTimeSinceLastLongTask');
    if (isUnattended) return { result: { type: 'undefined' } };
    throw error;
  }
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

/** An object with some methods replaced; the others run on the object itself, as its private fields demand. */
function overriding<T extends object>(object: T, overrides: Readonly<Record<string, Method>>): T {
  return new Proxy(object, {
    get(target, name) {
      const override = typeof name === 'string' && Object.hasOwn(overrides, name) ? overrides[name] : undefined;
      const own: unknown = Reflect.get(target, name, target);
      return override ?? (isMethod(own) ? own.bind(target) : own);
    },
  });
}
