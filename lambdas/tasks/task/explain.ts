import type { Plan } from '../../../shared/plan.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { taskTypeOf } from '../../../shared/task/type.ts';
import type { Wait, WaitReason } from '../../../shared/task/waits.ts';

const planNames: Readonly<Record<Plan, string>> = { free: 'Free', pro: 'Pro', enterprise: 'Enterprise' };

/** One plain sentence for people: why it waited, and what would have helped. */
export function explain(task: StoredTask, wait: Wait): string {
  const sentence = sentences[wait.reason](task, wait);
  return wait.merged ? `${sentence} (${wait.merged} waits in one.)` : sentence;
}

const sentences: Readonly<Record<WaitReason, (task: StoredTask, wait: Wait) => string>> = {
  'plan-limit': ({ type, plan }) => {
    const { concurrency } = taskTypeOf(type);
    const own = concurrency[plan];
    return `Your ${planNames[plan]} plan runs ${own} of these at once; ${own} others of yours were running, and the ${nextPlan(type, plan)} would have started it.`;
  },
  'organization-concurrency': ({ type, plan }) =>
    `${taskTypeOf(type).concurrency[plan]} of these run at once, the most on any plan, and others of yours came first; a higher \`priority\` would have moved it up among them.`,
  'platform-capacity': ({ plan }) =>
    plan === 'enterprise'
      ? 'Its turn had come and it was on its way to a worker of ours; nothing on your side would have helped.'
      : 'Its turn had come and it was on its way to a worker of ours; the Enterprise plan has workers of its own.',
  backoff: ({ previousErrors, error }, { from }) => {
    const code = previousErrors.findLast(({ at }) => at <= from)?.code ?? error?.code;
    return `The attempt before had failed${code ? ` (\`${code}\`)` : ''}; the wait grows with each failure, and mending its cause would have avoided it.`;
  },
  delay: ({ debounceKey, startAt }) =>
    debounceKey
      ? 'It was debounced: it starts only when no other submit with its key has come for as long as `debounce.seconds`, which a smaller number would shorten.'
      : `It was asked to start later${startAt ? `, at ${startAt}` : ''}; an earlier \`startAt\` would have started it sooner.`,
  children: ({ id }) =>
    `It waited for the tasks that it has started; what held them up is in the timelines of those at /v1/tasks/${id}/children.`,
};

function nextPlan(type: StoredTask['type'], plan: Plan): string {
  const { concurrency } = taskTypeOf(type);
  const larger = (['pro', 'enterprise'] as const).find((each) => concurrency[each] > concurrency[plan]);
  return larger ? `${planNames[larger]} plan, which runs ${concurrency[larger]},` : 'next plan';
}
