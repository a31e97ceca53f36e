import { writeSync } from 'node:fs';
import { AsyncStore } from '../../../local/lambda/async-store.ts';

/** Stores events in the folder of its argument for as long as it lives, and prints the id of each one it has stored. */
const store = new AsyncStore(process.argv[2] ?? '');
for (let count = 0; ; count++) {
  const requestId = `request-${count}`;
  store.put({
    requestId,
    functionName: 'fn',
    payload: '{}',
    acceptedAt: count,
    attempts: 0,
    throttles: 0,
    dueAt: count,
  });
  // Blocks while nobody reads and throws once the reader is gone, so that an abandoned child ends.
  writeSync(1, `${requestId}\n`);
}
