import { z } from 'zod';
import type { JsonOperation } from '../json-service.ts';
import { parseInput } from '../parse-input.ts';
import { AwsError } from '../service.ts';
import { access } from './access.ts';
import { isRecord } from './is-record.ts';
import { compilePattern } from './pattern.ts';

const TestEventPattern = z.strictObject({ EventPattern: z.string().max(4096), Event: z.string() });

/** The members that https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html asks for. */
const required = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

export const testEventPattern: JsonOperation = {
  access: access('TestEventPattern', () => ['*']),
  run(input) {
    const { EventPattern, Event } = parseInput(TestEventPattern, input);
    const matches = compilePattern(EventPattern);
    return { Result: matches(parseEvent(Event)) };
  },
};

function parseEvent(text: string): unknown {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (!isRecord(event)) throw invalid('It is not a JSON object.');
  const missing = required.find((name) => !Object.hasOwn(event, name));
  if (missing) throw invalid(`${missing} is a required argument.`);
  return event;
}

function invalid(reason: string): AwsError {
  return new AwsError('ValidationException', `Parameter Event is not valid. Reason: ${reason}`);
}
