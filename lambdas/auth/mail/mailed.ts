import type { PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Outgoing } from '../../../shared/outbox.ts';
import { type MailRequest, mailRequested } from '../events.ts';
import { announced } from '../organization/announced.ts';

/**
 * A mail about an act: its `write` is part of the act's transaction, so that no mail is lost; then `sendOutgoing`. The mail itself is
 * sent by `on-mail-requested`, so that a slow mail service never slows a request.
 */
export function mailed(table: Table, ctx: PublicContext, request: MailRequest & { readonly orgId: string }): Outgoing {
  const { orgId, ...data } = request;
  return announced(table, { ctx, orgId }, mailRequested, data);
}
