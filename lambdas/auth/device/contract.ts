import * as z from 'zod';
import { route } from '../../../shared/route.ts';
import { OrganizationId } from '../organization/organization.ts';

const userCode = z.string().min(1).max(40).describe('As the device shows it; case, hyphen and spaces do not matter.');

export const deviceContract = {
  startDevice: route({
    method: 'POST',
    path: '/v1/oauth/device/code',
    summary: 'Begin a log-in on a device without a keyboard (RFC 8628)',
    description:
      'Show `user_code` and `verification_uri` to the person, and ask `POST /v1/oauth/token` every `interval` seconds with ' +
      '`grant_type=urn:ietf:params:oauth:grant-type:device_code`. After `slow_down` wait five seconds longer each time.',
    access: 'public',
    bodyType: 'form',
    errorShape: 'oauth',
    // What we do not know is ignored (RFC 6749 §3.1).
    body: z.object({ client_id: z.string().optional(), scope: z.string().optional() }).catchall(z.string()),
    reply: {
      status: 200,
      description: 'The two codes.',
      body: z.object({
        device_code: z.string(),
        user_code: z.string(),
        verification_uri: z.url(),
        verification_uri_complete: z.url(),
        expires_in: z.number().int().describe('Seconds.'),
        interval: z.number().int().describe('Seconds between two polls.'),
      }),
    },
  }),
  showDevice: route({
    method: 'POST',
    path: '/v1/oauth/device/verify',
    summary: 'What a device asks for, by the code that it shows',
    description: 'For a person who has logged in here. After five wrong codes wait 15 minutes.',
    access: 'authenticated',
    body: z.strictObject({ userCode }),
    reply: {
      status: 200,
      description: 'The app, what it may do then, and where it asked from.',
      body: z.object({
        client: z.object({ id: z.string(), name: z.string() }),
        scopes: z.array(z.object({ scope: z.string(), allows: z.string() })),
        requestedFrom: z.object({ ip: z.string(), userAgent: z.string(), at: z.iso.datetime() }),
        organizationId: OrganizationId.optional().describe('The only organization that the app serves.'),
        expiresAt: z.iso.datetime(),
      }),
    },
    errors: ['forbidden', 'not_found', 'too_many_attempts'],
  }),
  decideDevice: route({
    method: 'POST',
    path: '/v1/oauth/device/decide',
    summary: 'Let a device in, or send it away',
    access: 'authenticated',
    body: z.strictObject({
      userCode,
      decision: z.enum(['allow', 'deny']),
      organizationId: OrganizationId.optional().describe('Default: the one of this log-in.'),
    }),
    reply: { status: 204, description: 'Done.' },
    errors: ['forbidden', 'not_found', 'too_many_attempts', 'conflict'],
  }),
  devicePage: route({
    method: 'GET',
    path: '/device',
    summary: 'The page on which a person lets a device in',
    access: 'public',
    query: z.strictObject({ user_code: z.string().max(40).default('') }),
    reply: { status: 200, description: 'The page.', contentTypes: ['text/html'] },
  }),
} as const;
