import * as z from 'zod';
import { AppError } from './errors.ts';
import { isPermission, type Permission } from './permission.ts';
import { Plan } from './plan.ts';

/** Who acts: a person with an access token, or an API key. */
export interface Actor {
  readonly type: 'user' | 'api-key';
  readonly id: string;
}

/** What every verb knows of its caller. `orgId` comes from the credential, never from input. */
export interface Context {
  readonly requestId: string;
  /** Milliseconds since the epoch, taken once per request. */
  readonly now: number;
  readonly orgId: string;
  readonly actor: Actor;
  /** The session of an access token; absent for API keys. */
  readonly sessionId?: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly plan: Plan;
}

/** A request without a credential: sign-up, log-in, documents. */
export type PublicContext = Pick<Context, 'requestId' | 'now'>;

/** What the authorizer Lambda hands to the services, through API Gateway: flat strings only. */
export const AuthorizerContext = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('authenticated'),
    orgId: z.string().min(1),
    actorType: z.enum(['user', 'api-key']),
    actorId: z.string().min(1),
    sessionId: z.string().optional(),
    permissions: z.string(),
    plan: Plan,
  }),
  z.object({ outcome: z.literal('rejected'), reason: z.string() }),
  z.object({ outcome: z.literal('anonymous') }),
]);
export type AuthorizerContext = z.infer<typeof AuthorizerContext>;

/** Fails closed: anything but a well-formed `authenticated` context is a 401. */
export function contextOf(authorizer: unknown, base: PublicContext): Context {
  const parsed = AuthorizerContext.safeParse(authorizer);
  if (!parsed.success || parsed.data.outcome === 'anonymous')
    throw unauthenticated('unauthenticated', 'This route needs a credential.');
  if (parsed.data.outcome === 'rejected') throw unauthenticated('invalid_token', parsed.data.reason);
  const { orgId, actorType, actorId, sessionId, permissions, plan } = parsed.data;
  return {
    ...base,
    orgId,
    actor: { type: actorType, id: actorId },
    ...(sessionId && { sessionId }),
    permissions: new Set(permissions.split(' ').filter(isPermission)),
    plan,
  };
}

/** RFC 6750 §3: a 401 names the scheme, and the error when a token was sent. */
function unauthenticated(code: 'unauthenticated' | 'invalid_token', detail: string): AppError {
  const challenge = code === 'invalid_token' ? `Bearer realm="odavl", error="invalid_token"` : `Bearer realm="odavl"`;
  return new AppError(code, detail, { headers: { 'www-authenticate': challenge } });
}

export function requirePermission(ctx: Context, permission: Permission): void {
  if (!ctx.permissions.has(permission)) {
    throw new AppError('forbidden', `This needs the permission \`${permission}\`.`, {
      headers: { 'www-authenticate': `Bearer realm="odavl", error="insufficient_scope", scope="${permission}"` },
    });
  }
}
