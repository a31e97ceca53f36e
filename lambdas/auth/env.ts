import * as z from 'zod';

const table = { TABLE_NAME: z.string().min(3) };
const api = { API_URL: z.url() };
/** `true` only in stage `local`: issuers on the machine itself may be trusted. */
const reach = { ALLOW_LOOPBACK: z.enum(['true', 'false']) };
const bus = { BUS_NAME: z.string().min(1) };
const signing = { SIGNING_SECRET_ARN: z.string().startsWith('arn:') };

export const ApiEnv = z.object({
  ...table,
  ...api,
  ...bus,
  ...signing,
  ...reach,
  /** Where the secret scanner publishes the keys that it signs its reports with. */
  LEAK_KEYS_URL: z.url(),
  SIGN_IN_BURST_PER_IP: z.coerce.number().int().min(1),
  RATE_TABLE_NAME: z.string().min(3),
});
export const AuthorizerEnv = z.object({
  ...table,
  ...api,
  ...reach,
  /** A list of `TrustedIssuer`, as JSON. */
  TRUSTED_ISSUERS: z.string().transform((text): unknown => JSON.parse(text)),
});
export const JobEnv = z.object({ ...table, ...api, ...bus });
export const OutboxEnv = z.object({ ...table, ...bus });
export const SigningJobEnv = z.object({ ...table, ...signing });
export const SubscriptionEnv = z.object(table);
export const MailerEnv = z.object({ ...table, ...api, MAIL_SENDER: z.email() });
