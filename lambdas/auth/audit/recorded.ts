import type { Actor, PublicContext } from '../../../shared/context.ts';
import type { Item, Table } from '../../../shared/dynamo.ts';
import { newId } from '../../../shared/id.ts';
import { type AuditAct, type AuditAction, pendingKey } from './audit.ts';
import { bounded } from './bounded.ts';

export interface Act {
  readonly orgId: string;
  readonly action: AuditAction;
  readonly target?: { readonly type: string; readonly id: string };
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  /** Default: the caller; needed where nobody is logged in yet. */
  readonly actor?: Actor | { readonly type: 'system' | 'anonymous'; readonly id: string };
  /** Default `success`. */
  readonly outcome?: 'success' | 'failure';
}

/**
 * The audit record of an act, as part of the transaction that does it: no act without a record, no record without its act. It
 * waits as a pending item, which costs the act nothing, until `chain-audit` appends it to the organization's chain.
 */
export function recorded(
  table: Table,
  ctx: PublicContext & { readonly actor?: Actor },
  act: Act,
): { readonly table: Table; readonly put: Item } {
  const { orgId, action, target, before, after, outcome = 'success' } = act;
  const id = newId('auditRecord', ctx.now);
  const stored: AuditAct = {
    ...{ action, outcome, at: new Date(ctx.now).toISOString(), requestId: ctx.requestId },
    actor: act.actor ?? ctx.actor ?? { type: 'anonymous', id: 'anonymous' },
    source: { ip: ctx.source.ip, userAgent: ctx.source.userAgent },
    ...(target && { target }),
    ...(before && { before: bounded(before) }),
    ...(after && { after: bounded(after) }),
  };
  return {
    table,
    put: { ...pendingKey(orgId, id), gsi1pk: 'AUDIT-PENDING', gsi1sk: `${orgId}#${id}`, id, orgId, act: stored },
  };
}
