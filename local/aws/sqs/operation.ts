import { z } from 'zod';
import { invalidParameter, missingParameter, unsupported } from './error.ts';
import type { MessageMover } from './message-mover.ts';
import type { QueueRegistry } from './queue-registry.ts';
import type { ReceiveFaults } from './receive-fault.ts';

/** What an operation acts on. */
export interface SqsState {
  readonly registry: QueueRegistry;
  readonly mover: MessageMover;
  endpoint(): string;
}

export interface Caller {
  readonly senderId: string;
  readonly signal?: AbortSignal;
  /** What may go wrong with what this caller receives; nothing for the runtime itself. */
  readonly faults?: ReceiveFaults;
}

/** One action of the API; `undefined` answers with an empty object. */
export type Operation = (state: SqsState, input: unknown, caller: Caller) => unknown;

/** A parameter that this SQS does not know is refused rather than ignored. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (!issue) throw result.error;
  if (issue.code === 'unrecognized_keys') throw unsupported(`the parameter ${issue.keys.join(', ')}`);
  const parameter = issue.path.join('.');
  throw isAbsent(input, issue.path)
    ? missingParameter(parameter)
    : invalidParameter(`The parameter ${parameter} is invalid: ${issue.message}`);
}

function isAbsent(input: unknown, path: readonly PropertyKey[]): boolean {
  let value = input;
  for (const key of path) value = z.looseObject({}).safeParse(value).data?.[String(key)] ?? elementOf(value, key);
  return value === undefined || value === null;
}

function elementOf(value: unknown, key: PropertyKey): unknown {
  return Array.isArray(value) && typeof key === 'number' ? value[key] : undefined;
}

export const QueueUrlInput = z.strictObject({ QueueUrl: z.string() });
