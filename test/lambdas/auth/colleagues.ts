import type * as z from 'zod';
import { countMemberships } from '../../../lambdas/auth/member/store.ts';
import type { Membership } from '../../../lambdas/auth/organization/organization.ts';
import { count, newMembership } from '../../../lambdas/auth/organization/store.ts';
import type { MemberRole } from '../../../lambdas/auth/role/role.ts';
import { roleUses } from '../../../lambdas/auth/role/store.ts';
import type { StoredUser } from '../../../lambdas/auth/user/user.ts';
import { transact } from '../../../shared/dynamo-transaction.ts';
import { newId } from '../../../shared/id.ts';
import { bodyOf } from '../../shared/http-event.ts';
import { type AuthWorld, cheapHash, password, Tokens } from './auth-world.ts';

export interface Colleague {
  readonly user: StoredUser;
  /** An access token in the organization. */
  readonly credential: string;
  readonly refreshToken: string;
}

/** Logs in for real; what somebody may do is what the authorizer finds. */
export async function logIn(world: AuthWorld, email: string, organizationId: string): Promise<z.infer<typeof Tokens>> {
  const body = { email, password, organizationId };
  return Tokens.parse(bodyOf(await world.ask({ routeKey: 'POST /v1/auth/login', body })));
}

/** Somebody with an account and no organization. */
export async function addAccount(world: AuthWorld, change: Partial<StoredUser> = {}): Promise<StoredUser> {
  const id = newId('user', world.clock.now);
  const user: StoredUser = {
    ...{ id, email: `${id}@example.com`, name: 'Grace', isEmailVerified: true, passwordHash: cheapHash },
    ...{ createdAt: new Date(world.clock.now).toISOString(), ...change },
  };
  if (!(await world.users.create(user, []))) throw new Error('The address is taken.');
  return user;
}

/** Another member of an organization, logged in. */
export async function addColleague(world: AuthWorld, orgId: string, role: MemberRole = 'viewer'): Promise<Colleague> {
  const user = await addAccount(world);
  await addMembership(world, { orgId, userId: user.id, role, joinedAt: new Date(world.clock.now).toISOString() });
  const { accessToken, refreshToken } = await logIn(world, user.email, orgId);
  return { user, credential: accessToken, refreshToken };
}

export async function addMembership(world: AuthWorld, membership: Membership): Promise<void> {
  const { client, table } = world;
  const { orgId, userId, role } = membership;
  const more = { memberCount: 1, seatCount: 1, ...(role === 'owner' && { ownerCount: 1 }) };
  await transact(client, [
    newMembership(table, membership),
    count(table, orgId, more),
    countMemberships(table, userId, 1),
    ...roleUses(table, orgId, [{ to: role }]),
  ]);
}

/** A person with an organization, logged in. */
export async function addBoss(world: AuthWorld, plan: 'free' | 'pro' | 'enterprise' = 'enterprise') {
  const person = await world.addPerson({ plan });
  const { accessToken, refreshToken } = await logIn(world, person.user.email, person.organization.id);
  return { ...person, orgId: person.organization.id, credential: accessToken, refreshToken };
}
