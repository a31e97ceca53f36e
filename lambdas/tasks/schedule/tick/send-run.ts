import type { SubmissionQueue } from '../../../../shared/task/submission.ts';
import type { OwedRun, RunStore } from '../run/store.ts';

export interface SendDeps {
  readonly submissions: SubmissionQueue;
  readonly runs: Pick<RunStore, 'sent'>;
}

/** First the message, then the mark: a crash between the two repeats the message, which its task id makes harmless. */
export async function sendRun({ submissions, runs }: SendDeps, run: OwedRun): Promise<void> {
  await submissions.send(run.submission);
  await runs.sent(run);
}
