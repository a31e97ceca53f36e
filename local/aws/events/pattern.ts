import { InvalidPattern } from '../../../shared/event-pattern/invalid-pattern.ts';
import { compilePattern as compile, type EventMatcher } from '../../../shared/event-pattern/pattern.ts';
import { AwsError } from '../service.ts';

export type { EventMatcher };

/**
 * The pattern language, with the error that the service replies.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html#API_TestEventPattern_Errors
 */
export function compilePattern(text: string): EventMatcher {
  try {
    return compile(text);
  } catch (error) {
    if (!(error instanceof InvalidPattern)) throw error;
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
  }
}
