import type { OAuthScope } from './client.ts';

/** What a person reads before they let an app do it. */
export const scopeWords: Readonly<Record<OAuthScope, string>> = {
  openid: 'know who you are',
  profile: 'see your name',
  email: 'see your e-mail address',
  offline_access: 'stay connected while you are away',
  full: 'do everything that your role allows, in your name',
  'insight:read': 'see analyses',
  'insight:write': 'run analyses',
  'autopilot:read': 'see fixes',
  'autopilot:write': 'run fixes',
  'guardian:read': 'see website tests',
  'guardian:write': 'run website tests',
  'telemetry:write': 'send telemetry',
  'intelligence:read': 'see analytics and predictions',
  'marketplace:read': 'see and install extensions',
  'marketplace:publish': 'publish extensions',
  'projects:read': 'see projects',
  'projects:write': 'create and update projects',
  'billing:read': 'see plan, usage and invoices',
  'webhooks:write': 'manage webhooks',
  admin: 'do everything that an administrator may, as far as your role allows it',
};
