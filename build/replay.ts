import { setTimeout as pause } from 'node:timers/promises';
import { connectEvents, replayToFeed } from '../shared/event-replay.ts';

/** Milliseconds that nobody thinks of as a time in a runbook are refused, as is a time without a zone. */
export function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text))
    return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** What `bin/replay.ts` does: one line of JSON when it is done. */
export async function runReplay(
  input: { readonly stage: string; readonly from: Date; readonly to: Date },
  print: (line: string) => void,
): Promise<void> {
  const client = connectEvents();
  print(JSON.stringify(await replayToFeed({ deps: { client, now: Date.now, pause }, input })));
}
