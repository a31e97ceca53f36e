import { z } from 'zod';

/** CloudFormation takes `"300"` for 300 and `"true"` for true, and parameters are always strings. */
export const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);

export const text = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);

/** A JSON document such as a policy or an event pattern, passed on as it is. */
export const document = z.record(z.string(), z.json());

/** Of a target that is a queue. The CDK writes `{}` for a standard queue, which the services refuse. */
export const queueParameters = z
  .strictObject({ MessageGroupId: z.string().optional() })
  .transform(({ MessageGroupId }) => (MessageGroupId === undefined ? undefined : { MessageGroupId }))
  .optional();
