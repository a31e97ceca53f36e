import type { Contract, Handlers } from './route.ts';

type AnyHandler = (call: unknown) => Promise<unknown>;

/** Handlers whose code is loaded with the first request that needs it, so that a cold start pays only for what it serves. */
export function lazyHandlers<C extends Contract>(contract: C, load: () => Promise<Handlers<C>>): Handlers<C> {
  let pending: Promise<Handlers<C>> | undefined;
  const handlerOf = (name: string) => async (call: unknown) => {
    pending ??= load().catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    // The types of `load` have paired names with handlers; a computed name cannot carry that.
    const handlers = (await pending) as Readonly<Record<string, AnyHandler>>;
    const handle = handlers[name];
    if (!handle) throw new Error(`No handler for the route ${name}.`);
    return handle(call);
  };
  return Object.fromEntries(Object.keys(contract).map((name) => [name, handlerOf(name)])) as Handlers<C>;
}
