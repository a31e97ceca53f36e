import { GrantType, OAuthScope } from '../client/client.ts';
import { proofAlgorithms } from '../dpop/dpop.ts';

const clientMethods = ['client_secret_basic', 'client_secret_post', 'none'] as const;
const withSecret = ['client_secret_basic', 'client_secret_post'] as const;

/** OpenID Connect Discovery 1.0 §3, RFC 8414 §2 and what its successors add: only what exists is announced. */
export function serverMetadata(apiUrl: string) {
  return {
    issuer: apiUrl,
    authorization_endpoint: `${apiUrl}/v1/oauth/authorize`,
    token_endpoint: `${apiUrl}/v1/oauth/token`,
    device_authorization_endpoint: `${apiUrl}/v1/oauth/device/code`,
    revocation_endpoint: `${apiUrl}/v1/oauth/revoke`,
    introspection_endpoint: `${apiUrl}/v1/oauth/introspect`,
    userinfo_endpoint: `${apiUrl}/v1/oauth/userinfo`,
    jwks_uri: `${apiUrl}/.well-known/jwks.json`,
    service_documentation: `${apiUrl}/docs`,
    scopes_supported: [...OAuthScope.options],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: [...GrantType.options],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: clientMethods,
    revocation_endpoint_auth_methods_supported: clientMethods,
    introspection_endpoint_auth_methods_supported: withSecret,
    code_challenge_methods_supported: ['S256'],
    dpop_signing_alg_values_supported: [...proofAlgorithms],
    authorization_response_iss_parameter_supported: true,
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    claim_types_supported: ['normal'],
    claims_supported: [
      ...['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'amr', 'azp', 'sid', 'at_hash'],
      ...['name', 'email', 'email_verified', 'organization'],
    ],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  };
}
