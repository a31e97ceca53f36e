import { parseArgs } from 'node:util';
import { runReplay, timeOf } from '../build/replay.ts';

const usage = `node bin/replay.ts --stage local|dev|staging|prod --from <ISO 8601> --to <ISO 8601>

Sends the archived events of that time to the feeds once more, and waits until it is done. Nothing comes twice: feeds know what they
have. It asks AWS as the credentials of the shell say; for the local runtime set AWS_ENDPOINT_URL. Ends with 0, or with 2 when it
could not.`;

const { values } = parseArgs({
  options: { stage: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
});
const [from, to] = [timeOf(values.from), timeOf(values.to)];
if (!values.stage || !from || !to || from >= to) {
  console.error(usage);
  process.exit(2);
}
try {
  await runReplay({ stage: values.stage, from, to }, (line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
