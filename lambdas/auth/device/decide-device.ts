import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { requireOwnLogIn } from '../oauth/require-own-log-in.ts';
import type { DeviceRequest } from './device.ts';
import { findDevice } from './find-device.ts';
import type { DeviceStore } from './store.ts';

/**
 * Lets a device in, for one organization of the person, or sends it away.
 * @throws AppError `forbidden`, `not_found` (the code, or an organization that one is not in), `too_many_attempts`, `conflict`
 */
export async function decideDevice(call: {
  ctx: Context;
  deps: AuthDeps & { devices: DeviceStore };
  input: { userCode: string; decision: 'allow' | 'deny'; organizationId?: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const { methods, createdAt } = await requireOwnLogIn(call.ctx, call.deps);
  const device = await findDevice(call);
  const isAllowed = input.decision === 'allow';
  const orgId = isAllowed ? (input.organizationId ?? device.clientOrgId ?? ctx.orgId) : ctx.orgId;
  if (isAllowed) await requireMembership(call, device, orgId);
  const record = recorded(deps.table, ctx, {
    ...({ orgId, action: isAllowed ? 'consent.granted' : 'consent.denied' } as const),
    target: { type: 'client', id: device.clientId },
    after: { scope: device.scope, deviceIp: device.ip, deviceUserAgent: device.userAgent },
  });
  const approval = { userId: ctx.actor.id, orgId, methods, authenticatedAt: Date.parse(createdAt) };
  const decision = { now: ctx.now, ...(isAllowed && { approval }) };
  if (await deps.devices.decide(device.codeHash, decision, [record])) return;
  throw new AppError('conflict', 'This device was let in or sent away already.');
}

async function requireMembership(
  { ctx, deps }: { ctx: Context; deps: AuthDeps },
  { clientOrgId, clientName }: DeviceRequest,
  orgId: string,
): Promise<void> {
  if (clientOrgId !== undefined && clientOrgId !== orgId) {
    throw new AppError('forbidden', `${clientName} belongs to another organization than the one that you chose.`);
  }
  if (await deps.organizations.membership(orgId, ctx.actor.id)) return;
  throw new AppError('not_found', 'You are not a member of this organization.');
}
