import * as z from 'zod';

const table = { TABLE_NAME: z.string().min(3) };
const api = { API_URL: z.url() };
const bus = { BUS_NAME: z.string().min(1) };

export const ApiEnv = z.object({ ...table, ...api, ...bus, SIGNING_SECRET_ARN: z.string().startsWith('arn:') });
export const AuthorizerEnv = z.object({ ...table, ...api });
export const JobEnv = z.object({ ...table, ...api, ...bus });
export const MailerEnv = z.object({ ...table, ...api, MAIL_SENDER: z.email() });
