import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Logger } from '../../../shared/log.ts';
import { InspectionMessage } from './upload.ts';

/** The function behind the queue. Each record stands for itself; one after the other, because each may need the whole disk. */
export function inspectionConsumer(log: Logger, inspect: (message: InspectionMessage) => Promise<void>) {
  return async (batch: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { messageId, body } of batch.Records) {
      try {
        await inspect(InspectionMessage.parse(JSON.parse(body)));
      } catch (error) {
        log.error('inspection failed', error, { messageId });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}
