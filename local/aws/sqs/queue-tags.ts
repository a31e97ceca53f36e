import { z } from 'zod';
import { invalidParameter } from './error.ts';
import { type Operation, parseInput, QueueUrlInput } from './operation.ts';

const TagInput = z.strictObject({ QueueUrl: z.string(), Tags: z.record(z.string().min(1), z.string()) });
const UntagInput = z.strictObject({ QueueUrl: z.string(), TagKeys: z.array(z.string()) });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html */
const maximumTags = 50;

export const tagQueue: Operation = (state, raw) => {
  const { QueueUrl, Tags } = parseInput(TagInput, raw);
  const { record } = state.registry.byUrl(QueueUrl);
  const tags = { ...record.tags, ...Tags };
  if (Object.keys(tags).length > maximumTags) throw invalidParameter(`Too many tags added for queue ${record.name}.`);
  state.registry.save({ ...record, tags });
};

export const untagQueue: Operation = (state, raw) => {
  const { QueueUrl, TagKeys } = parseInput(UntagInput, raw);
  const { record } = state.registry.byUrl(QueueUrl);
  const kept = Object.entries(record.tags).filter(([key]) => !TagKeys.includes(key));
  state.registry.save({ ...record, tags: Object.fromEntries(kept) });
};

export const listQueueTags: Operation = (state, raw) => {
  const { tags } = state.registry.byUrl(parseInput(QueueUrlInput, raw).QueueUrl).record;
  return Object.keys(tags).length > 0 ? { Tags: tags } : {};
};
