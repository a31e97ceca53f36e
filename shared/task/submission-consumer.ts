import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Context } from '../context.ts';
import type { Table } from '../dynamo.ts';
import { AppError } from '../errors.ts';
import { contextOfOrganization } from '../organization.ts';
import type { Engine } from './announce.ts';
import { type Park, parkBroken } from './park.ts';
import { refuse } from './refuse.ts';
import { Submission } from './submission.ts';
import { ChildGoneError } from './submit.ts';
import type { TaskType } from './type.ts';

export interface ConsumerDeps extends Engine {
  /** Where organizations are. */
  readonly projects: Table;
  readonly park: Park;
  readonly now: () => number;
}

export interface Product {
  readonly type: TaskType;
  /** The product's own verb of submitting, with what `fromSubmission` says of the task. */
  readonly submit: (ctx: Context, submission: Submission) => Promise<unknown>;
}

/**
 * The consumer of the queue by which schedules and parents ask for tasks of one type. What the product refuses becomes a
 * task that failed, so that somebody sees it; a broken world is reported, so that the message comes back.
 */
export function submissionConsumer(product: Product, deps: ConsumerDeps) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failures = await Promise.all(
      event.Records.map(async (record) => {
        try {
          await consume(product, deps, record);
          return [];
        } catch (error) {
          deps.log.error('submission failed', error, { messageId: record.messageId, type: product.type });
          return [{ itemIdentifier: record.messageId }];
        }
      }),
    );
    return { batchItemFailures: failures.flat() };
  };
}

async function consume(product: Product, deps: ConsumerDeps, record: SQSRecord): Promise<void> {
  const submission = await parkBroken(deps, product.type, record, Submission);
  if (!submission) return;
  const { taskId, orgId, actor } = submission;
  const now = deps.now();
  const work = { requestId: `submission-${taskId}`, orgId, actor, now };
  const ctx = await contextOfOrganization(deps.projects, work);
  if (!ctx) return deps.log.warn('the organization of a submission is gone', { taskId, orgId });
  try {
    await product.submit(ctx, submission);
  } catch (error) {
    if (error instanceof ChildGoneError) return deps.log.info('the child has ended before it began', { taskId });
    if (!(error instanceof AppError) || isPassing(error)) throw error;
    await refuse(ctx, deps, submission, { code: error.code, detail: error.message });
  }
}

/** The same submission may pass a moment later. A used-up month is no moment. */
function isPassing({ status, code }: AppError): boolean {
  return status >= 500 || code === 'rate_limited' || code === 'idempotency_conflict';
}
