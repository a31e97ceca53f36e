import { table } from '../report.ts';
import type { Bill } from './bill.ts';
import type { Throughput } from './measure.ts';

/** What `measureTasks` found, for a terminal. */
export function throughputTables({ burst, fairness, webhooks, ...figures }: Throughput): string[] {
  const { bullMq } = figures;
  return [
    table(
      'Tasks and webhooks, from end to end',
      ['what', 'p50 ms', 'p95 ms', 'per second'],
      [
        ['submit → worker starts, idle platform', figures.startP50Ms, figures.startP95Ms, undefined],
        [`${burst.tasks} tasks at once, two organizations`, burst.startP50Ms, burst.startP95Ms, burst.perSecond],
        ...(bullMq ? [[`${burst.tasks} jobs in BullMQ`, bullMq.startP50Ms, bullMq.startP95Ms, bullMq.perSecond]] : []),
        ['event → first byte at the endpoint', webhooks.p50Ms, webhooks.p95Ms, undefined],
        ['wait of a quiet organization, alone', fairness.aloneP50Ms, fairness.aloneP95Ms, undefined],
        [
          `the same, beside ${fairness.backlog} tasks of another (${fairness.leftOver} left at the end)`,
          ...[fairness.besideP50Ms, fairness.besideP95Ms, undefined],
        ],
      ],
    ),
    table(
      'AWS calls and cost of one',
      ['what', 'calls', 'invocations', 'USD per million'],
      [
        billRow('task, from submit to end, without its events', figures.task),
        billRow('webhook, from event to delivery', figures.webhook),
      ],
    ),
  ];
}

function billRow(name: string, { calls, invocations, usdPerMillion }: Bill): (string | number)[] {
  return [name, calls, invocations, usdPerMillion];
}
