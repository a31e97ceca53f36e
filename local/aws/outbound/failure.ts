import { AwsError } from '../service.ts';
import type { StoredDelivery } from './delivery.ts';

/** Why a delivery failed, in the words of the dead-letter queue's message attributes. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** A missing permission or resource is not retried. */
  readonly isRetriable: boolean;
}

/**
 * The codes are those of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html, which
 * also says that missing permissions and missing resources go to the dead-letter queue without any retry.
 */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AwsError)) return { code: 'INTERNAL_ERROR', message, isRetriable: true };
  if (error.status === 403 || error.code.startsWith('AccessDenied'))
    return { code: 'NO_PERMISSIONS', message, isRetriable: false };
  if (error.code === 'InvalidArn') return { code: 'INVALID_PARAMETER', message, isRetriable: false };
  if (/NotFound|NonExistentQueue|QueueDoesNotExist/.test(error.code)) {
    return { code: 'NO_RESOURCE', message, isRetriable: false };
  }
  const isThrottled = error.status === 429 || /Throttl|TooManyRequests|LimitExceeded/.test(error.code);
  return { code: isThrottled ? 'THROTTLING' : 'ERROR_FROM_TARGET', message, isRetriable: true };
}

export type RetryCondition = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';

/** Says which limit a failed delivery has reached, if any. `attempts` counts the first one too. */
export function exhausted(
  stored: StoredDelivery,
  state: { attempts: number; ageMs: number },
): RetryCondition | undefined {
  if (state.attempts > stored.maximumRetryAttempts) return 'MaximumRetryAttempts';
  if (state.ageMs >= stored.maximumEventAgeInSeconds * 1000) return 'MaximumEventAgeInSeconds';
  return undefined;
}

/** Grows to ten minutes, so that 185 attempts take about the day that AWS documents; half of it is jitter. */
export function backoffMs(attempts: number, random: () => number): number {
  const ceiling = Math.min(600_000, 1000 * 2 ** Math.min(attempts - 1, 10));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
