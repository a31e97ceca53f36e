import * as z from 'zod';
import { route } from '../../shared/route.ts';

/** How the built documents call this deployment; only the running function knows its address, and puts it in. */
export const documentedUrl = 'https://api.example';

export const platformContract = {
  health: route({
    method: 'GET',
    path: '/health',
    summary: 'Is the platform there',
    access: 'public',
    reply: {
      status: 200,
      description: 'It is.',
      body: z.object({ status: z.literal('ok'), version: z.string(), commit: z.string() }),
    },
  }),
  openApi: route({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    access: 'public',
    reply: { status: 200, description: 'OpenAPI 3.1.', contentTypes: ['application/json'] },
  }),
  docs: route({
    method: 'GET',
    path: '/docs',
    summary: 'The reference as a page',
    description: 'Every error `type` points at its heading here.',
    access: 'public',
    reply: { status: 200, description: 'A page.', contentTypes: ['text/html'] },
  }),
} as const;
