import type { MailRequest } from '../events.ts';

type Request = MailRequest & { readonly orgId: string };

/**
 * One request for each person who gets the mail. A service that knows no people names nobody: then it is for those who are told when
 * something of the organization is in danger. Each gets a mark of their own, so that a repetition mails nobody twice.
 */
export async function addressees(call: {
  deps: { readonly keepersOf: (orgId: string) => Promise<readonly string[]> };
  input: { readonly eventId: string; readonly request: Request };
}): Promise<{ eventId: string; request: Request }[]> {
  const { deps, input } = call;
  const { eventId, request } = input;
  if (request.kind !== 'webhook-disabled' || request.userId !== undefined) return [input];
  const userIds = await deps.keepersOf(request.orgId);
  return userIds.map((userId) => ({ eventId: `${eventId}/${userId}`, request: { ...request, userId } }));
}
