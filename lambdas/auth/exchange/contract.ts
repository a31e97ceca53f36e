import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { TrustRule, TrustRuleId } from './exchange.ts';
import { NewTrustRule, TrustRuleChange } from './new-trust-rule.ts';

const params = z.strictObject({ id: TrustRuleId });

export const exchangeContract = {
  createTrustRule: route({
    method: 'POST',
    path: '/v1/trust-rules',
    summary: 'Trust the jobs of a CI provider',
    description:
      'A job whose OIDC token fits gets a token of ours for ten minutes: `POST /v1/oauth/token` with ' +
      '`grant_type=urn:ietf:params:oauth:grant-type:token-exchange`, `subject_token`, ' +
      '`subject_token_type=urn:ietf:params:oauth:token-type:jwt`, and `audience`, the id of the rule.',
    access: 'keys:create',
    body: NewTrustRule,
    reply: { status: 201, description: 'The rule.', body: TrustRule },
    isIdempotent: true,
  }),
  listTrustRules: route({
    method: 'GET',
    path: '/v1/trust-rules',
    summary: 'List trust rules, newest first',
    access: 'keys:read',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'A page of rules.', body: pageOf(TrustRule) },
    errors: ['invalid_cursor'],
  }),
  getTrustRule: route({
    method: 'GET',
    path: '/v1/trust-rules/{id}',
    summary: 'Read a trust rule',
    access: 'keys:read',
    params,
    reply: { status: 200, description: 'The rule.', body: TrustRule },
    errors: ['not_found'],
  }),
  updateTrustRule: route({
    method: 'PATCH',
    path: '/v1/trust-rules/{id}',
    summary: 'Change a trust rule',
    description: 'Tokens that are out keep the scopes that both the old and the new rule have.',
    access: 'keys:create',
    params,
    body: TrustRuleChange,
    reply: { status: 200, description: 'The rule after the change.', body: TrustRule },
    errors: ['not_found'],
  }),
  deleteTrustRule: route({
    method: 'DELETE',
    path: '/v1/trust-rules/{id}',
    summary: 'Trust these jobs no more',
    description: 'Their tokens stop working within 60 seconds.',
    access: 'keys:delete',
    params,
    reply: { status: 204, description: 'Done.' },
    errors: ['not_found'],
  }),
} as const;
