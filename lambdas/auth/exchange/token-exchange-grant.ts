import type { JWTPayload } from 'jose';
import { OAuthError } from '../../../shared/oauth-error.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { IssuerFailure } from '../issuer/issuer.ts';
import { verifyForeignToken } from '../issuer/verify-foreign-token.ts';
import type { TokenGrant } from '../oauth/token-grant.ts';
import { signAccessToken } from '../token/access-token.ts';
import { chooseScopes } from './choose-scopes.ts';
import { exchangedTokenSeconds, type StoredTrustRule, TrustRuleId } from './exchange.ts';
import { fitsClaim } from './fits-claim.ts';
import { createTrustRuleStore } from './store.ts';

const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
const subjectTypes = ['urn:ietf:params:oauth:token-type:jwt', 'urn:ietf:params:oauth:token-type:id_token'];

/**
 * A job of a CI provider trades its OIDC token for one of ours (RFC 8693). `audience` names the trust rule, and the rule names
 * the only issuer whose keys we read, so nobody can make us read others.
 * @throws OAuthError `invalid_request`, `invalid_target`, `invalid_grant`, `invalid_scope`, `temporarily_unavailable`
 */
export const tokenExchangeGrant: TokenGrant = async ({ ctx, deps, input }) => {
  const { form, dpopThumbprint } = input;
  const subjectToken = subjectTokenOf(form);
  const trustRules = createTrustRuleStore(deps.dynamo, deps.table);
  const ruleId = TrustRuleId.safeParse(form.audience).data;
  const rule = ruleId && (await trustRules.find(ruleId));
  if (!rule) throw new OAuthError('invalid_target', 'The audience must be the id of a trust rule.');
  const payload = await subjectOf(deps, rule, subjectToken, ctx.now);
  const matched = matchedClaims(rule, payload);
  const scope = chooseScopes(form.scope, rule.scopes).join(' ');
  await trustRules.note(
    recorded(deps.table, ctx, {
      ...({ orgId: rule.orgId, action: 'token.exchanged', actor: { type: 'workload', id: rule.id } } as const),
      target: { type: 'trust-rule', id: rule.id },
      after: { subject: payload.sub, claims: matched, scope },
    }),
  );
  const claims = {
    ...{ sub: rule.id, org: rule.orgId, scope },
    ...(dpopThumbprint && { cnf: { jkt: dpopThumbprint } }),
    ...({ actor: 'workload', token_use: 'access' } as const),
  };
  const key = await deps.loadSigningKey();
  return {
    access_token: await signAccessToken(key, deps.apiUrl, claims, ctx.now, exchangedTokenSeconds),
    issued_token_type: accessToken,
    token_type: dpopThumbprint ? 'DPoP' : 'Bearer',
    expires_in: exchangedTokenSeconds,
    scope,
  };
};

function subjectTokenOf(form: Readonly<Record<string, string>>): string {
  const { subject_token: token, subject_token_type: type, requested_token_type: wish = accessToken } = form;
  if (form.resource !== undefined) throw new OAuthError('invalid_target', 'Name a trust rule in `audience` instead.');
  if (form.actor_token !== undefined) throw new OAuthError('invalid_request', 'Nobody can act for a job.');
  if (wish !== accessToken) throw new OAuthError('invalid_request', 'Only access tokens are given.');
  if (!token) throw new OAuthError('invalid_request', 'The subject_token is missing.');
  if (type === undefined || !subjectTypes.includes(type)) {
    throw new OAuthError('invalid_request', `The subject_token_type must be ${subjectTypes.join(' or ')}.`);
  }
  return token;
}

async function subjectOf(deps: AuthDeps, rule: StoredTrustRule, token: string, now: number): Promise<JWTPayload> {
  try {
    const { issuer, audience } = rule;
    const verified = await verifyForeignToken({ deps, input: { token, issuer, audience, now } });
    if ('rejected' in verified) throw new OAuthError('invalid_grant', String(verified.rejected));
    return verified;
  } catch (error) {
    if (!(error instanceof IssuerFailure)) throw error;
    throw new OAuthError('temporarily_unavailable', `The issuer of the trust rule: ${error.message}`);
  }
}

/** Tells which claim is wrong, and keeps both values: the caller may be a stranger with a token of the same provider. */
function matchedClaims(rule: StoredTrustRule, payload: JWTPayload): Record<string, unknown> {
  const claims = Object.entries(rule.claims);
  for (const [name, pattern] of claims) {
    const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
    if (!fitsClaim(pattern, value))
      throw new OAuthError('invalid_grant', `The claim ${name} does not fit the trust rule.`);
  }
  return Object.fromEntries(claims.map(([name]) => [name, payload[name]]));
}
