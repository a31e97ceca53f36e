/** OpenID Connect Discovery 1.0 §3 / RFC 8414: only what exists is announced. */
export function openIdConfiguration(apiUrl: string) {
  return {
    issuer: apiUrl,
    jwks_uri: `${apiUrl}/.well-known/jwks.json`,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    response_types_supported: [],
    scopes_supported: [],
    claims_supported: ['sub', 'org', 'scope', 'plan', 'sid', 'token_use'],
  };
}
