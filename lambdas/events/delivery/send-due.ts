import type { Logger } from '../../../shared/log.ts';
import type { Due, SendDue } from './queue/queue.ts';

/** What is due is written down already, so a message that cannot be sent is the sweeper's. */
export async function leaveToSweeper(
  deps: { readonly sendDue: SendDue; readonly log: Logger },
  due: readonly Due[],
): Promise<void> {
  try {
    await deps.sendDue(due);
  } catch (error) {
    deps.log.error('left to the sweeper of deliveries', error, { deliveries: due.length });
  }
}
