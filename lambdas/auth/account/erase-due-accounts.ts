import type { PublicContext } from '../../../shared/context.ts';
import type { Logger } from '../../../shared/log.ts';
import { type ErasureDeps, eraseAccount } from './erase-account.ts';

const perRun = 100;

/** Erases the accounts whose time has come. One that fails holds up no other, and is tried again by the next run. */
export async function eraseDueAccounts(call: {
  deps: ErasureDeps & { log: Logger; now: () => number };
  input: { requestId: string; until: number };
}): Promise<{ erased: number; failed: number }> {
  const { deps, input } = call;
  const result = { erased: 0, failed: 0 };
  for (const userId of await deps.accounts.due(deps.now(), perRun)) {
    if (deps.now() >= input.until) break;
    const source = { ip: '', userAgent: '' };
    const ctx: PublicContext = { requestId: input.requestId, now: deps.now(), source };
    try {
      if (await eraseAccount({ ctx, deps, input: { userId } })) result.erased += 1;
    } catch (error) {
      // Without the id of the account: what is logged outlives it.
      deps.log.error('an account was not erased', error);
      result.failed += 1;
    }
  }
  return result;
}
