import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { mailed } from '../mail/mailed.ts';
import type { Organization } from '../organization/organization.ts';
import { newOrganization } from '../organization/store.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { requireGoodPassword } from './require-good-password.ts';
import type { User } from './user.ts';

interface Form {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly organizationName: string;
}

/**
 * Makes a person and their organization, with the person as its owner, and asks for the verification mail.
 * @throws AppError `conflict` when the address is taken; of parallel sign-ups exactly one wins; `validation_failed` for a
 * password that is guessed first; `too_many_attempts` from one network
 */
export async function signUp(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: Form;
}): Promise<{ user: User; organization: Organization }> {
  const { ctx, deps, input } = call;
  const { email, name, password, organizationName } = input;
  await holdNetwork({ ctx, deps, input: { limit: 'sign-up' } });
  await requireGoodPassword({ password, field: 'password', email, names: [name, organizationName] });
  const createdAt = new Date(ctx.now).toISOString();
  const user: User = { id: newId('user', ctx.now), email, name, isEmailVerified: false, createdAt };
  const organization: Organization = {
    ...{ id: newId('organization', ctx.now), name: organizationName, plan: 'free', createdAt, version: 1 },
  };
  const passwordHash = await deps.passwords.hash(password);
  const mail = mailed(deps.table, ctx, { kind: 'verify-email', userId: user.id, orgId: organization.id });
  const alongside = [...beginnings(call, user, organization), mail.write];
  if (!(await deps.users.create({ ...user, passwordHash }, alongside))) {
    throw new AppError('conflict', 'An account with this e-mail address exists already. Log in instead.');
  }
  await sendOutgoing(deps, [mail]);
  return { user, organization };
}

function beginnings({ ctx, deps }: { ctx: PublicContext; deps: AuthDeps }, user: User, organization: Organization) {
  const orgId = organization.id;
  const owner = { orgId, userId: user.id, role: 'owner', joinedAt: user.createdAt } as const;
  const actor = { type: 'user', id: user.id } as const;
  return [
    ...newOrganization(deps.table, organization, owner),
    recorded(deps.table, ctx, { orgId, action: 'account.created', actor, target: { type: 'user', id: user.id } }),
    recorded(deps.table, ctx, {
      ...{ orgId, action: 'organization.created', actor, target: { type: 'organization', id: orgId } },
      after: { name: organization.name, plan: organization.plan },
    }),
  ];
}
