import { describe, expect, it } from 'vitest';
import { failedMessageIds } from '../../../local/lambda/batch-response.ts';

const ids = ['1', '2', '3'];
const failures = (...items: unknown[]) => ({ batchItemFailures: items });

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
describe('success and failure conditions', () => {
  it.each([
    ['an empty list', failures()],
    ['a null list', { batchItemFailures: null }],
    ['an empty response', {}],
    ['a null response', null],
  ])('%s is a complete success', (_name, reply) => {
    expect(failedMessageIds(reply, ids)).toEqual(new Set());
  });

  it.each([
    ['an empty itemIdentifier', failures({ itemIdentifier: '' })],
    ['a null itemIdentifier', failures({ itemIdentifier: null })],
    ['a bad key name', failures({ id: '1' })],
    ['bare ids', failures('1')],
    ['a list that is none', { batchItemFailures: '1' }],
    ['a message id that is not in the batch', failures({ itemIdentifier: '1' }, { itemIdentifier: '9' })],
    ['a response that is no object', 'done'],
  ])('%s is a complete failure', (_name, reply) => {
    expect(failedMessageIds(reply, ids)).toEqual(new Set(ids));
  });

  it('names the failed messages otherwise', () => {
    expect(
      failedMessageIds(failures({ itemIdentifier: '1' }, { itemIdentifier: '3' }, { itemIdentifier: '1' }), ids),
    ).toEqual(new Set(['1', '3']));
  });
});
