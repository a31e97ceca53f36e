import * as z from 'zod';
import { route } from '../../../shared/route.ts';

export const tokenContract = {
  jwks: route({
    method: 'GET',
    path: '/.well-known/jwks.json',
    summary: 'The public keys that verify access tokens',
    access: 'public',
    reply: {
      status: 200,
      description: 'A JSON Web Key Set.',
      body: z.object({ keys: z.array(z.record(z.string(), z.string())) }),
    },
  }),
} as const;
