import { jsonError } from '../json-protocol.ts';
import { AwsError, type AwsResponse } from '../service.ts';

/**
 * SQS answers JSON callers with its own error names and repeats, in `x-amzn-query-error`, the code that the older query
 * protocol had; SDKs report the latter as `Code`.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html and the "Errors" of each action.
 */
const queryCodes: Readonly<Record<string, string>> = {
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidAttributeName: 'InvalidAttributeName',
  InvalidAttributeValue: 'InvalidAttributeValue',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  InvalidMessageContents: 'InvalidMessageContents',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  OverLimit: 'OverLimit',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  ReceiptHandleIsInvalid: 'ReceiptHandleIsInvalid',
  RequestThrottled: 'RequestThrottled',
  ResourceNotFoundException: 'ResourceNotFoundException',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

/** Errors of AWS's common front, which the SQS model does not name; SDK callers see the short name. */
const commonCodes: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  InvalidParameterValueException: 'InvalidParameterValue',
  MissingRequiredParameterException: 'MissingParameter',
};

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

export function invalidValue(value: unknown, parameter: string, reason: string): AwsError {
  return invalidParameter(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

export function missingParameter(name: string): AwsError {
  return new AwsError('MissingRequiredParameterException', `The request must contain the parameter ${name}.`);
}

export function queueDoesNotExist(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

export function unsupported(what: string): AwsError {
  return new AwsError('UnsupportedOperation', `The local SQS does not support ${what}.`);
}

/** The code that SDK callers know: in `x-amzn-query-error` and in the `Failed` entries of a batch. */
export function queryCodeOf(error: AwsError): string {
  return queryCodes[error.code] ?? commonCodes[error.code] ?? error.code;
}

export function renderError(error: AwsError): AwsResponse {
  const name = error.code === 'AccessDenied' ? 'AccessDeniedException' : error.code;
  const namespace = Object.hasOwn(queryCodes, name) ? 'com.amazonaws.sqs' : 'com.amazon.coral.service';
  const named = new AwsError(`${namespace}#${name}`, error.message, error.status, error.fields);
  const response = jsonError(named);
  const fault = error.status < 500 ? 'Sender' : 'Receiver';
  return { ...response, headers: { ...response.headers, 'x-amzn-query-error': `${queryCodeOf(error)};${fault}` } };
}
