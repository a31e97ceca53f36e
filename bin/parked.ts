import { parseArgs } from 'node:util';
import { isAct, runParked } from '../build/parked.ts';

const usage = `node bin/parked.ts --queue <url> list
node bin/parked.ts --queue <url> redrive|discard (--all | --id <messageId>…)

Shows what is parked in the dead-letter queue of <url> (the address of either queue), one JSON object per line; sends it to its
queue again, with the reason as an attribute; or deletes it for good. It asks AWS as the credentials of the shell say; for the
local runtime set AWS_ENDPOINT_URL. Ends with 0, or with 2 when it could not do all of it.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { queue: { type: 'string' }, all: { type: 'boolean' }, id: { type: 'string', multiple: true } },
});
const [act] = positionals;
if (!values.queue || !isAct(act) || (act !== 'list' && (values.all ?? false) === (values.id !== undefined))) {
  console.error(usage);
  process.exit(2);
}
try {
  const { queue, id } = values;
  await runParked({ queue, act, ...(id && { only: new Set(id) }) }, (line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
