import * as z from 'zod';

export const ApiEnv = z.object({ API_URL: z.url() });
