import type { GrantType, OAuthClient, OAuthScope } from './client.ts';

/** The command line and the Studio do all that their person may. */
const everything: OAuthScope[] = [
  ...(['openid', 'profile', 'email', 'offline_access', 'full'] as const),
  ...(['insight:read', 'insight:write', 'autopilot:read', 'autopilot:write', 'guardian:read'] as const),
  ...(['guardian:write', 'telemetry:write', 'intelligence:read', 'marketplace:read'] as const),
  ...(['marketplace:publish', 'projects:read', 'projects:write', 'billing:read', 'webhooks:write', 'admin'] as const),
];
/** An editor shows and starts work; it neither manages the organization nor spends money. */
const editor: OAuthScope[] = [
  ...(['openid', 'profile', 'email', 'offline_access', 'projects:read', 'telemetry:write'] as const),
  ...(['insight:read', 'insight:write', 'autopilot:read', 'autopilot:write'] as const),
  ...(['guardian:read', 'guardian:write', 'intelligence:read', 'marketplace:read'] as const),
];
const shared = {
  kind: 'app',
  scopes: everything,
  requiresDpop: false,
  createdBy: 'odavl',
  createdAt: '2026-11-01T00:00:00.000Z',
} as const;
const code: GrantType[] = ['authorization_code', 'refresh_token'];
const codeAndDevice: GrantType[] = [...code, 'urn:ietf:params:oauth:grant-type:device_code'];
const loopback = ['http://127.0.0.1/callback', 'http://localhost/callback'];

/** The Studio's own apps, which people of every organization may use. They run on people's machines, so they have no secret. */
export const studioClients: readonly OAuthClient[] = [
  {
    ...shared,
    id: 'odavl-cli',
    name: 'ODAVL CLI',
    redirectUris: loopback,
    grantTypes: codeAndDevice,
  },
  {
    ...shared,
    id: 'odavl-vscode',
    name: 'ODAVL for Visual Studio Code',
    redirectUris: ['vscode://odavl.odavl/callback'],
    scopes: editor,
    grantTypes: codeAndDevice,
  },
  { ...shared, id: 'odavl-studio', name: 'ODAVL Studio', redirectUris: loopback, grantTypes: code },
];
