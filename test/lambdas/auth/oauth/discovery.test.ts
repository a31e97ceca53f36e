import { expect, test } from 'vitest';
import { authContract } from '../../../../lambdas/auth/contract.ts';
import { serverMetadata } from '../../../../lambdas/auth/oauth/discovery.ts';
import { apiUrl } from '../auth-world.ts';

const metadata = serverMetadata(apiUrl);
const routes = new Map(Object.values(authContract).map((route) => [`${route.method} ${route.path}`, route]));

test.each([
  ['authorization_endpoint', 'GET'],
  ['token_endpoint', 'POST'],
  ['device_authorization_endpoint', 'POST'],
  ['revocation_endpoint', 'POST'],
  ['introspection_endpoint', 'POST'],
  ['userinfo_endpoint', 'GET'],
  ['jwks_uri', 'GET'],
] as const)('%s is a route of ours', (name, method) => {
  expect(metadata[name].startsWith(apiUrl)).toBe(true);
  expect(routes.has(`${method} ${metadata[name].slice(apiUrl.length)}`)).toBe(true);
});

test('what clients decide by is announced, and nothing that is not there', () => {
  expect(metadata).toMatchObject({
    issuer: apiUrl,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    request_parameter_supported: false,
    id_token_signing_alg_values_supported: ['ES256'],
  });
  expect(metadata.introspection_endpoint_auth_methods_supported).not.toContain('none');
  expect(JSON.stringify(metadata)).not.toMatch(/implicit|"token"|id_token token|plain|HS256/);
});

test('both well-known addresses are routes that anybody may read', () => {
  for (const name of ['openid-configuration', 'oauth-authorization-server']) {
    expect(routes.get(`GET /.well-known/${name}`)).toMatchObject({ access: 'public' });
  }
});
