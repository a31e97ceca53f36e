import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../local/aws/service.ts';
import { renderError } from '../../../../local/aws/sqs/error.ts';
import { startSqs } from './local-sqs.ts';

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
describe('renderError', () => {
  it.each([
    ['QueueDoesNotExist', 'com.amazonaws.sqs#QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue;Sender'],
    ['ReceiptHandleIsInvalid', 'com.amazonaws.sqs#ReceiptHandleIsInvalid', 'ReceiptHandleIsInvalid;Sender'],
    [
      'InvalidParameterValueException',
      'com.amazon.coral.service#InvalidParameterValueException',
      'InvalidParameterValue;Sender',
    ],
    ['AccessDenied', 'com.amazon.coral.service#AccessDeniedException', 'AccessDenied;Sender'],
    ['AccessDeniedException', 'com.amazon.coral.service#AccessDeniedException', 'AccessDenied;Sender'],
  ])('of %s', (code, type, queryError) => {
    const { status, headers, body } = renderError(new AwsError(code, 'Why.'));
    expect(status).toBe(400);
    expect(headers).toEqual({ 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': queryError });
    expect(JSON.parse(String(body))).toEqual({ __type: type, message: 'Why.' });
  });

  it('blames the receiver for a fault of its own', () => {
    const { headers } = renderError(new AwsError('InternalFailure', 'Why.', 500));
    expect(headers?.['x-amzn-query-error']).toBe('InternalFailure;Receiver');
  });
});

describe('a request that cannot be read', () => {
  it.each([
    ['SendMessage', { MessageBody: 'x' }, 'The request must contain the parameter QueueUrl.'],
    ['SendMessageBatch', { QueueUrl: 'jobs' }, 'The request must contain the parameter Entries.'],
    [
      'SendMessageBatch',
      { QueueUrl: 'jobs', Entries: [{ Id: '1' }] },
      'The request must contain the parameter Entries.0.MessageBody.',
    ],
    ['ReceiveMessage', { QueueUrl: 'jobs', WaitTimeSeconds: 'long' }, 'The parameter WaitTimeSeconds is invalid'],
    ['AddPermission', { QueueUrl: 'jobs' }, 'does not support AddPermission; set the Policy attribute instead'],
    ['FlyToTheMoon', {}, 'SQS has no operation FlyToTheMoon.'],
  ])('%s %j says what is wrong', async (operation, body, message) => {
    const sqs = await startSqs();
    const reply = await sqs.raw(operation, body);
    await sqs.stop();
    expect(reply).toMatchObject({ status: 400, json: { message: expect.stringContaining(message) } });
  });
});
