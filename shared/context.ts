import * as z from 'zod';
import { AppError } from './errors.ts';
import { isPermission, type Permission } from './permission.ts';
import { Plan } from './plan.ts';

/** A person, an API key, a service account (OAuth client credentials), or a CI job under a trust rule. */
export const ActorType = z.enum(['user', 'api-key', 'service-account', 'workload']);
export type ActorType = z.infer<typeof ActorType>;

/** Who acts. */
export interface Actor {
  readonly type: ActorType;
  readonly id: string;
}

/** Where a request comes from, as API Gateway saw it. */
export interface Source {
  readonly ip: string;
  /** At most 256 characters; empty when the client sent none. */
  readonly userAgent: string;
}

/** What every verb knows of its caller. `orgId` comes from the credential, never from input. */
export interface Context {
  readonly requestId: string;
  /** Milliseconds since the epoch, taken once per request. */
  readonly now: number;
  readonly source: Source;
  readonly orgId: string;
  readonly actor: Actor;
  /** The session of an access token; absent for API keys. */
  readonly sessionId?: string;
  /** The OAuth client that an access token was given to; absent for our own log-in and for API keys. */
  readonly clientId?: string;
  /** The OAuth scopes of an access token; none for API keys. */
  readonly scopes?: ReadonlySet<string>;
  readonly permissions: ReadonlySet<Permission>;
  readonly plan: Plan;
  /** The teams of a person in this organization; they open projects that are closed to others. */
  readonly teams: ReadonlySet<string>;
  /** The only projects that a restricted credential may touch; absent without such a restriction. */
  readonly projects?: ReadonlySet<string>;
  /** The credential's own limit in requests per minute, below the plan's. */
  readonly burstPerMinute?: number;
  /** Why there are no permissions, when it is not the role. */
  readonly restriction?: string;
}

/** A request without a credential: sign-up, log-in, documents. */
export type PublicContext = Pick<Context, 'requestId' | 'now' | 'source'>;

/** What the authorizer Lambda hands to the services, through API Gateway: flat strings only. */
export const AuthorizerContext = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('authenticated'),
    orgId: z.string().min(1),
    actorType: ActorType,
    actorId: z.string().min(1),
    sessionId: z.string().optional(),
    clientId: z.string().optional(),
    scope: z.string().optional().describe('OAuth scopes, parted by spaces.'),
    permissions: z.string(),
    plan: Plan,
    teams: z.string().optional().describe('Ids, parted by spaces.'),
    projects: z.string().optional().describe('Ids, parted by spaces.'),
    burstPerMinute: z.string().regex(/^\d+$/).optional(),
    restriction: z.string().optional().describe('Why there are no permissions, when it is not the role.'),
  }),
  z.object({
    outcome: z.literal('rejected'),
    reason: z.string(),
    challenge: z.string().optional().describe('`WWW-Authenticate`, where the usual one would be wrong.'),
  }),
  z.object({ outcome: z.literal('anonymous') }),
]);
export type AuthorizerContext = z.infer<typeof AuthorizerContext>;

/** Fails closed: anything but a well-formed `authenticated` context is a 401. */
export function contextOf(authorizer: unknown, base: PublicContext): Context {
  const parsed = AuthorizerContext.safeParse(authorizer);
  if (!parsed.success || parsed.data.outcome === 'anonymous')
    throw unauthenticated('unauthenticated', 'This route needs a credential.');
  if (parsed.data.outcome === 'rejected') {
    const { reason, challenge } = parsed.data;
    throw unauthenticated('invalid_token', reason, challenge);
  }
  const { orgId, actorType, actorId, sessionId, clientId, scope, permissions } = parsed.data;
  const { plan, teams, projects, burstPerMinute, restriction } = parsed.data;
  return {
    ...base,
    orgId,
    actor: { type: actorType, id: actorId },
    ...(sessionId && { sessionId }),
    ...(clientId && { clientId }),
    ...(scope !== undefined && { scopes: new Set(words(scope)) }),
    permissions: new Set(words(permissions).filter(isPermission)),
    plan,
    teams: new Set(words(teams)),
    ...(projects !== undefined && { projects: new Set(words(projects)) }),
    ...(burstPerMinute !== undefined && { burstPerMinute: Number(burstPerMinute) }),
    ...(restriction !== undefined && { restriction }),
  };
}

function words(text = ''): string[] {
  return text.split(' ').filter(Boolean);
}

/** RFC 6750 §3: a 401 names the scheme, and the error when a token was sent. */
function unauthenticated(code: 'unauthenticated' | 'invalid_token', detail: string, challenge?: string): AppError {
  const usual = code === 'invalid_token' ? `Bearer realm="odavl", error="invalid_token"` : `Bearer realm="odavl"`;
  return new AppError(code, detail, { headers: { 'www-authenticate': challenge ?? usual } });
}

export function requirePermission(ctx: Context, permission: Permission): void {
  if (!ctx.permissions.has(permission)) {
    throw new AppError('forbidden', ctx.restriction ?? `This needs the permission \`${permission}\`.`, {
      headers: { 'www-authenticate': `Bearer realm="odavl", error="insufficient_scope", scope="${permission}"` },
    });
  }
}
