import { type Act, connect, findParkingLot, visitParked } from '../shared/parked-messages.ts';

export function isAct(word: string | undefined): word is Act {
  return word === 'list' || word === 'redrive' || word === 'discard';
}

/** What `bin/parked.ts` does: one line of JSON for each message, and one that says how many there were. */
export async function runParked(
  asked: { readonly queue: string; readonly act: Act; readonly only?: ReadonlySet<string> },
  print: (line: string) => void,
): Promise<void> {
  const client = connect();
  const lot = await findParkingLot(client, asked.queue);
  let count = 0;
  for await (const message of visitParked({ client, now: Date.now, pollSeconds: 1 }, lot, asked.act, asked.only)) {
    print(JSON.stringify(message));
    count += 1;
  }
  print(JSON.stringify({ [done[asked.act]]: count, ...lot }));
  if (asked.only && count < asked.only.size) throw new Error(`${asked.only.size - count} of these ids are not parked.`);
}

const done = { list: 'listed', redrive: 'redriven', discard: 'discarded' } as const;
