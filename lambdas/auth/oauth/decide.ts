import type { Context } from '../../../shared/context.ts';
import { transact } from '../../../shared/dynamo-transaction.ts';
import { AppError, found } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import type { Session } from '../session/session.ts';
import type { AuthorizationParameters, AuthorizationRequest } from './authorization-request.ts';
import { codeMs, newCode } from './code/code.ts';
import type { CodeStore } from './code/store.ts';
import { readRequest } from './read-request.ts';
import { answerTo } from './redirect-answer.ts';
import { requireOwnLogIn } from './require-own-log-in.ts';

interface Input {
  readonly parameters: AuthorizationParameters;
  readonly organizationId: string;
  readonly decision: 'allow' | 'deny';
}
type Deps = AuthDeps & { readonly codes: CodeStore };

/**
 * A person's answer to an app: where their browser goes with it.
 * @throws AppError `forbidden` unless they have just logged in here, `validation_failed` for a request that no app may make,
 * `not_found` for an organization that they, or the app, do not belong to
 */
export async function decide(call: { ctx: Context; deps: Deps; input: Input }): Promise<{ redirectTo: string }> {
  const { ctx, deps, input } = call;
  const session = await requireOwnLogIn(ctx, deps);
  const parameters = Object.fromEntries(Object.entries(input.parameters).filter(([, value]) => value !== ''));
  const read = await readRequest({ deps, input: { parameters, repeated: new Set(), unsupported: undefined } });
  if (read.outcome === 'refused') throw new AppError('validation_failed', read.why);
  if (read.outcome === 'answered') return { redirectTo: read.redirectTo };
  const { request } = read;
  await refuseForeign(deps, request, input.organizationId, session.userId);
  const answer =
    input.decision === 'allow'
      ? { code: await allow(ctx, deps, request, session, input.organizationId) }
      : await deny(ctx, deps, request, input.organizationId);
  return { redirectTo: answerTo(deps.apiUrl, request, answer) };
}

async function refuseForeign(deps: Deps, { client }: AuthorizationRequest, orgId: string, userId: string) {
  const isServed = client.orgId === undefined || client.orgId === orgId;
  found(isServed ? await deps.organizations.membership(orgId, userId) : undefined, 'organization');
}

async function allow(ctx: Context, deps: Deps, request: AuthorizationRequest, session: Session, orgId: string) {
  const { code, hash } = newCode();
  const { client, redirectUri, codeChallenge, scope, nonce, dpopThumbprint } = request;
  const record = recorded(deps.table, ctx, { ...act(request, orgId), action: 'consent.granted' });
  const authorization = {
    ...{ clientId: client.id, redirectUri, codeChallenge, scope, nonce, dpopThumbprint },
    ...{ userId: session.userId, orgId, methods: session.methods },
    ...{ authenticatedAt: Date.parse(session.createdAt), expiresAt: ctx.now + codeMs },
  };
  await deps.codes.create(hash, authorization, [record]);
  return code;
}

async function deny(ctx: Context, deps: Deps, request: AuthorizationRequest, orgId: string) {
  await transact(deps.dynamo, [recorded(deps.table, ctx, { ...act(request, orgId), action: 'consent.denied' })]);
  return { error: 'access_denied', error_description: 'The person said no.' };
}

function act({ client, scope }: AuthorizationRequest, orgId: string) {
  return { orgId, target: { type: 'client', id: client.id }, after: { client: client.name, scope } };
}
