import type { FaultPlanInput } from '../../local/faults/plan.ts';
import { randomOf } from '../../local/faults/random.ts';

type Rule = FaultPlanInput['rules'][number];

/** Every kind of fault somewhere, each as often as the seed says: on the whole a very bad day. */
export function randomFaults(seed: number): FaultPlanInput {
  const random = randomOf(seed, 'faults');
  const upTo = (most: number) => Number((most * (0.2 + 0.8 * random())).toFixed(4));
  const all = { queue: '*' };
  const rules: Rule[] = [
    { id: 'duplicate', fault: 'duplicate', target: all, probability: upTo(0.05) },
    { id: 'drop', fault: 'drop-then-redeliver', target: all, probability: upTo(0.03) },
    { id: 'delay', fault: 'delay', target: all, seconds: 1 + Math.floor(random() * 60), probability: upTo(0.05) },
    { id: 'reorder', fault: 'reorder', target: all, probability: upTo(0.05) },
    { id: 'kill', fault: 'kill-function', target: { function: '*' }, afterCalls: 1, probability: upTo(0.01) },
    { id: 'kill-later', fault: 'kill-function', target: { function: '*' }, afterCalls: 3, probability: upTo(0.02) },
    {
      id: 'kill-worker',
      fault: 'kill-function',
      target: { function: '*Worker*' },
      afterCalls: 2,
      probability: upTo(0.05),
    },
    {
      id: 'slow',
      fault: 'slow',
      target: { function: '*' },
      milliseconds: 1 + Math.floor(random() * 100),
      probability: upTo(0.02),
    },
    { id: 'no-instance', fault: 'throttle', target: { function: '*' }, probability: upTo(0.01) },
    { id: 'slow-down', fault: 'throttle', target: { table: '*' }, probability: upTo(0.01) },
    { id: 'bucket-slow-down', fault: 'throttle', target: { bucket: '*' }, probability: upTo(0.05) },
    { id: 'table-down', fault: 'outage', target: { table: '*' }, probability: upTo(0.005) },
    { id: 'table-unheard', fault: 'outage', target: { table: '*' }, as: 'lost-reply', probability: upTo(0.01) },
    {
      id: 'queue-down',
      fault: 'outage',
      target: { queue: '*', operations: ['SendMessage', 'SendMessageBatch'] },
      probability: upTo(0.03),
    },
    { id: 'queue-unheard', fault: 'outage', target: { queue: '*' }, as: 'lost-reply', probability: upTo(0.01) },
    { id: 'bucket-unheard', fault: 'outage', target: { bucket: '*' }, as: 'lost-reply', probability: upTo(0.02) },
    { id: 'bus-down', fault: 'outage', target: { bus: '*' }, as: 'connection', probability: upTo(0.03) },
    { id: 'bus-unheard', fault: 'outage', target: { bus: '*' }, as: 'lost-reply', probability: upTo(0.02) },
    { id: 'entries-fail', fault: 'partial-failure', target: { bus: '*' }, probability: upTo(0.03) },
    { id: 'event-twice', fault: 'duplicate-event', target: { bus: '*' }, probability: upTo(0.05) },
  ];
  // One thing is down for everybody for a while.
  const from = Math.floor(random() * 120);
  const hardOutages: Rule[] = [
    { id: 'hard', fault: 'outage', target: { table: '*-tasks-*' }, probability: 0.5, from, to: from + 20 },
    { id: 'hard', fault: 'outage', target: { bus: '*' }, from, to: from + 60 },
    { id: 'hard', fault: 'outage', target: { queue: '*' }, probability: 0.7, from, to: from + 30 },
  ];
  const hard = hardOutages[Math.floor(random() * hardOutages.length)];
  return { seed, rules: [...rules, ...(hard ? [hard] : [])] };
}
