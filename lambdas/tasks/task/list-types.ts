import * as z from 'zod';
import type { Context } from '../../../shared/context.ts';
import { planLimits } from '../../../shared/plan.ts';
import { taskTypeOf } from '../../../shared/task/type.ts';
import { clientInputs } from '../client-input.ts';
import { readableTypes } from './readable-types.ts';

/** What the registry says of each type that the credential may read, in the terms of its plan. */
export async function listTypes({ ctx }: { ctx: Context }) {
  const items = readableTypes(ctx).map((type) => {
    const { product, metered, inputVersion, timeoutSeconds, defaultExpiresSeconds, retry, concurrency } =
      taskTypeOf(type);
    const perMonth = metered === undefined ? Number.MAX_SAFE_INTEGER : planLimits[ctx.plan].perMonth[metered];
    return {
      ...{ type, product, inputVersion, timeoutSeconds, defaultExpiresSeconds },
      // What a client may leave out is not demanded.
      input: z.record(z.string(), z.unknown()).parse(z.toJSONSchema(clientInputs[type], { io: 'input' })),
      retry: { ...retry, nonRetryable: [...retry.nonRetryable] },
      concurrency: concurrency[ctx.plan],
      concurrencyOfPlans: concurrency,
      perMonth: perMonth === Number.MAX_SAFE_INTEGER ? null : perMonth,
    };
  });
  return { items };
}
