import { AwsError } from '../service.ts';
import { getQueueAttributes, setQueueAttributes } from './attribute-operations.ts';
import { changeMessageVisibility, changeMessageVisibilityBatch } from './change-visibility.ts';
import { deleteMessage, deleteMessageBatch } from './delete-message.ts';
import { unsupported } from './error.ts';
import { listDeadLetterSourceQueues, listQueues } from './list-queues.ts';
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from './move-operations.ts';
import type { Operation } from './operation.ts';
import { createQueue, deleteQueue, getQueueUrl, purgeQueue } from './queue-operations.ts';
import { listQueueTags, tagQueue, untagQueue } from './queue-tags.ts';
import { receiveMessage } from './receive-message.ts';
import { sendMessage, sendMessageBatch } from './send-message.ts';

const operations: Readonly<Record<string, Operation>> = {
  CancelMessageMoveTask: cancelMessageMoveTask,
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
  CreateQueue: createQueue,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  DeleteQueue: deleteQueue,
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: getQueueUrl,
  ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
  ListMessageMoveTasks: listMessageMoveTasks,
  ListQueues: listQueues,
  ListQueueTags: listQueueTags,
  PurgeQueue: purgeQueue,
  ReceiveMessage: receiveMessage,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  SetQueueAttributes: setQueueAttributes,
  StartMessageMoveTask: startMessageMoveTask,
  TagQueue: tagQueue,
  UntagQueue: untagQueue,
};

export function operationNamed(name: string): Operation {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation) return operation;
  throw name === 'AddPermission' || name === 'RemovePermission'
    ? unsupported(`${name}; set the Policy attribute instead`)
    : new AwsError('UnknownOperationException', `SQS has no operation ${name}.`);
}
