import type { PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import { requestMail } from '../mail/request-mail.ts';
import type { Organization } from '../organization/organization.ts';
import { newOrganization } from '../organization/store.ts';
import { hashPassword } from './password.ts';
import type { UserStore } from './store.ts';
import type { User } from './user.ts';

/**
 * Makes a person and their organization, with the person as its owner, and asks for the verification mail.
 * @throws AppError `conflict` when the address is taken; of parallel sign-ups exactly one wins
 */
export async function signUp(call: {
  ctx: PublicContext;
  deps: { users: UserStore; table: Table; publish: Publish };
  input: { email: string; password: string; name: string; organizationName: string };
}): Promise<{ user: User; organization: Organization }> {
  const { ctx, deps, input } = call;
  const createdAt = new Date(ctx.now).toISOString();
  const { email, name } = input;
  const user: User = { id: newId('user', ctx.now), email, name, isEmailVerified: false, createdAt };
  const organization: Organization = {
    ...{ id: newId('organization', ctx.now), name: input.organizationName, plan: 'free', createdAt },
  };
  const passwordHash = await hashPassword(input.password);
  const owner = { orgId: organization.id, userId: user.id, role: 'owner', joinedAt: createdAt } as const;
  const isCreated = await deps.users.create(
    { ...user, passwordHash },
    newOrganization(deps.table, organization, owner),
  );
  if (!isCreated) throw new AppError('conflict', 'An account with this e-mail address exists already. Log in instead.');
  await requestMail({ ctx, deps, input: { kind: 'verify-email', userId: user.id, orgId: organization.id } });
  return { user, organization };
}
