import { z } from 'zod';

/** One call of a target on behalf of a rule or a schedule. The runtime's `deliver` turns it into the call itself. */
export const Delivery = z.object({
  /** The target: a queue, a function, an event bus. */
  arn: z.string(),
  /** The target's id in its rule; the schedule's name. */
  id: z.string(),
  /** The payload: message body, function event. */
  input: z.string(),
  /** The rule or schedule that sends. */
  ruleArn: z.string(),
  messageGroupId: z.string().optional(),
  roleArn: z.string().optional(),
  /** SQS message attributes (type String); only on the way to a dead-letter queue. */
  attributes: z.record(z.string(), z.string()).optional(),
});
export type Delivery = Readonly<z.infer<typeof Delivery>>;

/** Resolves when the target has accepted. Throws what the target answered; `AwsError` codes decide about retries. */
export type Deliver = (delivery: Delivery) => Promise<void>;

/** A delivery with what to do when it fails, as it is stored. */
export const StoredDelivery = z.object({
  delivery: Delivery,
  maximumRetryAttempts: z.number(),
  maximumEventAgeInSeconds: z.number(),
  deadLetterArn: z.string().optional(),
  /** What the failure report of a schedule wants to know. */
  scheduledTime: z.string().optional(),
});
export type StoredDelivery = Readonly<z.infer<typeof StoredDelivery>>;

/**
 * 24 hours and 185 attempts are the defaults of rules and of schedules
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html,
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html).
 */
export const defaultRetry = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 } as const;

export const RetryPolicyInput = z.strictObject({
  MaximumRetryAttempts: z.number().int().min(0).max(185).optional(),
  MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).optional(),
});
