import * as z from 'zod';

const table = { EVENTS_TABLE_NAME: z.string().min(3) };
const api = { API_URL: z.url() };
const bus = { BUS_NAME: z.string().min(1) };
/** The service's one secret, from which webhook secrets and the key of receipts are derived. */
const secret = { SECRET_ARN: z.string().startsWith('arn:') };
/** Where organizations say their plan, and projects who may use them. */
const projects = { PROJECTS_TABLE_NAME: z.string().min(3) };
/** Says which organizations have new events, to whoever delivers them. */
const pump = { PUMP_QUEUE_URL: z.url() };
/** The deliveries that are due. */
const due = { DELIVERIES_QUEUE_URL: z.url() };
/** `true` only in stage `local`: endpoints may be http, and on the machine itself. */
const reach = { ALLOW_LOOPBACK: z.enum(['true', 'false']) };

export const ApiEnv = z.object({
  ...{ ...table, ...api, ...bus, ...secret, ...projects, ...due, ...reach },
  RATE_TABLE_NAME: z.string().min(3),
  /** The fixed addresses of deliveries: CIDR, parted by commas, and an ISO time; both empty in stages without any. */
  EGRESS_ADDRESSES: z.string(),
  EGRESS_UPDATED_AT: z.string(),
});
export const FeedEnv = z.object({ ...table, ...api, ...projects, ...pump });
export const OutboxEnv = z.object({ ...table, ...bus });
/** The queue is the function's own, for what does not fit into one run. */
export const ErasureEnv = z.object({ ...table, ERASURE_QUEUE_URL: z.url() });
export const PumpEnv = z.object({ ...table, ...secret, ...pump, ...due });
export const DeliverEnv = z.object({ ...table, ...bus, ...secret, ...due, ...reach });
/** The metric that tells of deliveries which are due for more than ten minutes; its dimension is `TableName`. */
export const lateDeliveries = 'WebhookDeliveriesLate';
export const SweepDeliveriesEnv = z.object({ ...table, ...due });
