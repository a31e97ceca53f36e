import * as z from 'zod';
import type { Context } from '../../../shared/context.ts';
import { planLimits } from '../../../shared/plan.ts';
import { type TaskType, taskTypeOf, taskTypes } from '../../../shared/task/type.ts';
import { readableTypes } from './readable-types.ts';

/** What a client sends: the input of the task without what its product adds. */
const inputs = {
  'guardian.test': taskTypes['guardian.test'].input.omit({ testId: true }),
  'guardian.batch': taskTypes['guardian.batch'].input,
} as const satisfies Record<TaskType, z.ZodType>;

/** What the registry says of each type that the credential may read, in the terms of its plan. */
export async function listTypes({ ctx }: { ctx: Context }) {
  const items = readableTypes(ctx).map((type) => {
    const { product, metered, inputVersion, timeoutSeconds, defaultExpiresSeconds, retry, concurrency } =
      taskTypeOf(type);
    const perMonth = metered === undefined ? Number.MAX_SAFE_INTEGER : planLimits[ctx.plan].perMonth[metered];
    return {
      ...{ type, product, inputVersion, timeoutSeconds, defaultExpiresSeconds },
      // What a client may leave out is not demanded.
      input: z.record(z.string(), z.unknown()).parse(z.toJSONSchema(inputs[type], { io: 'input' })),
      retry: { ...retry, nonRetryable: [...retry.nonRetryable] },
      concurrency: concurrency[ctx.plan],
      concurrencyOfPlans: concurrency,
      perMonth: perMonth === Number.MAX_SAFE_INTEGER ? null : perMonth,
    };
  });
  return { items };
}
