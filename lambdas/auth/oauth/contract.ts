import * as z from 'zod';
import { route } from '../../../shared/route.ts';

export const oauthContract = {
  openIdConfiguration: route({
    method: 'GET',
    path: '/.well-known/openid-configuration',
    summary: 'OpenID Connect discovery',
    access: 'public',
    reply: { status: 200, description: 'Provider metadata.', body: z.record(z.string(), z.unknown()) },
  }),
} as const;
