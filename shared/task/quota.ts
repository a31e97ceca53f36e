import type { Context } from '../context.ts';
import type { Table } from '../dynamo.ts';
import type { Write } from '../dynamo-transaction.ts';
import { AppError } from '../errors.ts';
import { type Metered, planLimits } from '../plan.ts';
import { monthOf, quotaKey } from './keys.ts';
import { type FinalStatus, isStarted, type StoredTask, type TaskQuota } from './task.ts';

type TableWrite = Write & { readonly table: Table };

/** Counts one against the month of `ctx.now`; fails when the plan has no more. The counter holds what is reserved or used. */
export function reservation(table: Table, ctx: Pick<Context, 'orgId' | 'plan' | 'now'>, metered: Metered): TableWrite {
  return {
    table,
    update: quotaKey(ctx.orgId, metered, monthOf(ctx.now)),
    change: { add: { used: 1 } },
    condition: {
      when: 'attribute_not_exists(#used) OR #used < :limit',
      values: { ':limit': planLimits[ctx.plan].perMonth[metered] },
    },
  };
}

/** What a task shows of its reservation; a redrive adds another one. */
export function reserved(metered: Metered, now: number, before?: TaskQuota): TaskQuota {
  const { reserved = 0, used = 0, refunded = 0 } = before ?? {};
  return { metered, month: monthOf(now), reserved: reserved + 1, used, refunded };
}

/**
 * Who bears the end of a task. `ours`: it failed by our fault, so it is given back. A cancellation costs nothing as long as
 * no attempt was started.
 */
export function isRefunded(
  task: StoredTask,
  end: { readonly status: FinalStatus; readonly isOurs?: boolean },
): boolean {
  if (end.status === 'cancelled') return !isStarted(task);
  return end.isOurs === true;
}

export function settled(quota: TaskQuota, isRefund: boolean): TaskQuota {
  return isRefund ? { ...quota, refunded: quota.refunded + 1 } : { ...quota, used: quota.used + 1 };
}

export function refund(table: Table, task: Pick<StoredTask, 'orgId'>, quota: TaskQuota): TableWrite {
  return { table, update: quotaKey(task.orgId, quota.metered, quota.month), change: { add: { used: -1 } } };
}

export function quotaExceeded(ctx: Pick<Context, 'plan' | 'now'>, metered: Metered): AppError {
  const now = new Date(ctx.now);
  const renewal = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
  const limit = planLimits[ctx.plan].perMonth[metered];
  return new AppError('quota_exceeded', `The ${ctx.plan} plan includes ${limit} of ${metered} a month; all are used.`, {
    headers: { 'retry-after': String(Math.ceil((renewal - ctx.now) / 1_000)) },
  });
}
