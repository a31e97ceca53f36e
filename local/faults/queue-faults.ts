import type { ReceiveFault, ReceiveFaults } from '../aws/sqs/receive-fault.ts';
import { type FaultStore, matches } from './fault-store.ts';

/** How long a message waits that lets others pass: longer than a receive takes, shorter than anybody's patience. */
const reorderMs = 1_000;

/** Faults of the deliveries of queues, decided for each message that a receive is about to get. */
export function createQueueFaults(store: FaultStore): ReceiveFaults {
  return (queueName) => {
    if (!store.isActive) return undefined;
    for (const fault of ['drop-then-redeliver', 'delay', 'reorder', 'duplicate'] as const) {
      const hit = store.hit(fault, ({ target }) => matches(target.queue, queueName));
      if (!hit) continue;
      hit.record(queueName);
      return receiveFault(hit.rule);
    }
    return undefined;
  };
}

function receiveFault(rule: { fault: string; seconds?: number }): ReceiveFault {
  switch (rule.fault) {
    case 'drop-then-redeliver':
      return { type: 'drop' };
    case 'duplicate':
      return { type: 'duplicate' };
    default:
      return { type: 'defer', milliseconds: rule.seconds === undefined ? reorderMs : rule.seconds * 1_000 };
  }
}
