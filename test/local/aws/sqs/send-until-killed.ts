import { systemClock } from '../../../../local/aws/service.ts';
import { createSqs } from '../../../../local/aws/sqs/sqs.ts';

/** Sends until somebody kills this process, and says of each message that it was accepted. */
const [, , stateDirectory = '', queueArn = ''] = process.argv;
const sqs = await createSqs({ stateDirectory, clock: systemClock, endpoint: () => '' });
for (let index = 0; ; index += 1) {
  await sqs.sendTo(queueArn, { body: `${index}`, messageGroupId: 'a', deduplicationId: `${index}` });
  if (!process.stdout.write(`${index}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}
