import { z } from 'zod';
import { RetryPolicyInput } from '../outbound/delivery.ts';

const Arn = z.string().min(1).max(1600).regex(/^arn:/, 'Provided Arn is not in correct format.');

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html, without its name and its bus. */
export const Rule = z.object({
  EventPattern: z.string().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']),
  Description: z.string().optional(),
  RoleArn: z.string().optional(),
  /** When the expression was set; a rate counts from here. */
  anchor: z.number(),
});
export type Rule = z.infer<typeof Rule>;

/**
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html with the members that queues, functions
 * and buses take; the others (ECS, Batch, Kinesis, HTTP, Redshift, SageMaker, Run Command) are refused by name.
 */
export const Target = z.strictObject({
  Id: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[.\-_A-Za-z0-9]+$/),
  Arn,
  RoleArn: Arn.optional(),
  Input: z.string().max(8192).optional(),
  InputPath: z.string().max(256).optional(),
  InputTransformer: z
    .strictObject({
      InputPathsMap: z.record(z.string(), z.string().max(256)).optional(),
      InputTemplate: z.string().min(1).max(8192),
    })
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string().max(100).optional() }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: Arn.optional() }).optional(),
  RetryPolicy: RetryPolicyInput.optional(),
});
export type Target = z.infer<typeof Target>;

/** A rule with where it lives. */
export interface NamedRule {
  readonly bus: string;
  readonly name: string;
  readonly rule: Rule;
  /** When it runs next, in milliseconds since the epoch. */
  readonly nextAt?: number;
}
