import { z } from 'zod';
import { invalidValue } from './error.ts';
import { type Operation, parseInput, type SqsState } from './operation.ts';
import type { Queue } from './queue.ts';
import { urlOf } from './queue-operations.ts';

const page = { MaxResults: z.int().optional(), NextToken: z.string().optional() };
const ListInput = z.strictObject({ QueueNamePrefix: z.string().default(''), ...page });
const ListSourcesInput = z.strictObject({ QueueUrl: z.string(), ...page });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
const greatestPage = 1000;

export const listQueues: Operation = (state, raw) => {
  const input = parseInput(ListInput, raw);
  const queues = state.registry.all().filter((queue) => queue.name.startsWith(input.QueueNamePrefix));
  const { urls, next } = paginate(state, queues, input);
  return { ...(urls.length > 0 && { QueueUrls: urls }), NextToken: next };
};

/** The one action whose list begins with a small letter. */
export const listDeadLetterSourceQueues: Operation = (state, raw) => {
  const input = parseInput(ListSourcesInput, raw);
  const queue = state.registry.byUrl(input.QueueUrl);
  const { urls, next } = paginate(state, state.registry.deadLetterSourcesOf(queue.arn), input);
  return { queueUrls: urls, NextToken: next };
};

/** A token names the last queue of its page, so that queues may come and go between pages. */
function paginate(state: SqsState, queues: Queue[], input: { MaxResults?: number; NextToken?: string }) {
  const size = input.MaxResults ?? greatestPage;
  if (size < 1 || size > greatestPage) throw invalidValue(size, 'MaxResults', `Must be between 1 and ${greatestPage}.`);
  const after = input.NextToken === undefined ? '' : Buffer.from(input.NextToken, 'base64').toString('utf8');
  const rest = queues.filter((queue) => queue.name > after);
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  const hasMore = input.MaxResults !== undefined && rest.length > shown.length;
  return {
    urls: shown.map((queue) => urlOf(state, queue.name)),
    next: hasMore && last ? Buffer.from(last.name).toString('base64') : undefined,
  };
}
