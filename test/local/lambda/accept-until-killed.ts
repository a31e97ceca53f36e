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
  process.stdout.write(`${requestId}\n`);
}
