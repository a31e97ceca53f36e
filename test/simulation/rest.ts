import { setTimeout as wait } from 'node:timers/promises';
import { StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { account } from '../../local/aws/service.ts';
import type { Platform } from './platform.ts';

/** What is left to do, in words, and when the first of it is due. */
interface Open {
  readonly what: readonly string[];
  readonly nextAt: number;
}

/** Whether this item of a due index belongs to somebody that never comes to rest, e.g. a dead endpoint. */
export type IsEndless = (item: Readonly<Record<string, unknown>>) => boolean;

const step = { least: 3_000, most: 10 * 60_000, forMessages: 30_000 };
/** Nothing in here waits longer than the retries of a webhook to a server that is well again. */
const longestMs = 24 * 3_600_000;
const tables = ['-tasks-', '-events-', '-guardian-runner-'];

/** Moves time until nothing is queued, owed or under way any more; throws what is left after a day. */
export async function untilRest(platform: Platform, isEndless: IsEndless): Promise<void> {
  const { clock } = platform.runtime;
  const begun = clock.now();
  for (;;) {
    await quiet(platform);
    const open = await openIn(platform, isEndless);
    if (open.what.length === 0) return;
    if (clock.now() - begun > longestMs)
      throw new Error(`After a day there is left: ${open.what.slice(0, 20).join('; ')}`);
    await clock.advance(Math.min(Math.max(open.nextAt - clock.now() + 1, step.least), step.most));
  }
}

/** Returns when no function runs and none is about to, or after some seconds of real time in which something always ran. */
export async function quiet(platform: Platform, longestRealMs = 5_000): Promise<void> {
  const end = performance.now() + longestRealMs;
  for (let calm = 0; calm < 2 && performance.now() < end; ) {
    await wait(5);
    const isBusy = Object.values(platform.runtime.lambda.stats()).some(({ busyInstances }) => busyInstances > 0);
    calm = isBusy || isMessageReady(platform) ? 0 : calm + 1;
  }
}

/** In queues that somebody polls. */
function isMessageReady(platform: Platform): boolean {
  return messagesOf(platform).some(({ ready }) => ready > 0);
}

/** By name, of every queue that somebody polls. */
function messagesOf({ runtime }: Platform) {
  const counts = runtime.messages();
  return runtime.model.queueSources.map(({ queueArn }) => {
    const name = nameOf(queueArn);
    return { name, ...(counts.get(name) ?? { ready: 0, hidden: 0 }) };
  });
}

async function openIn(platform: Platform, isEndless: IsEndless): Promise<Open> {
  const now = platform.runtime.clock.now();
  const queues = messagesOf(platform);
  const messages = queues.filter(({ ready, hidden }) => ready + hidden > 0);
  const present = tables.filter((part) => platform.runtime.model.tables.some(({ name }) => name.includes(part)));
  const items = (await Promise.all(present.map((part) => platform.items(part)))).flat();
  const due = items.filter((item) => typeof item.gsi1sk === 'string' && isIso.test(item.gsi1sk) && !isEndless(item));
  const dueAt = due.map((item) => Date.parse(String(item.gsi1sk)));
  const unfinished = items.filter(
    ({ sk, status }) => /^TASK#/.test(String(sk)) && /^(queued|running)$/.test(String(status)),
  );
  return {
    what: [
      ...messages.map(({ name, ready, hidden }) => `${ready} + ${hidden} messages in ${name}`),
      ...due.map(({ pk, sk, gsi1pk, gsi1sk }) => `${gsi1pk} ${pk} ${sk} at ${gsi1sk}`),
      ...unfinished.map(({ pk, sk, status, hold }) => `${pk} ${sk} is ${status} ${hold ?? ''}`),
    ],
    // Something that is due already waits for a job, which runs every minute.
    nextAt: Math.min(
      ...dueAt.map((at) => Math.max(at, now + step.least)),
      messages.length > 0 ? now + step.forMessages : Number.POSITIVE_INFINITY,
      now + 60_000,
    ),
  };
}
const isIso = /^\d{4}-\d\d-\d\dT/;

/** What an operator does after a bad day: every parked message goes back to where it came from. Gives how many there were. */
export async function redrive(platform: Platform): Promise<Record<string, number>> {
  const parked: Record<string, number> = {};
  for (const { name, properties } of platform.runtime.model.queues) {
    const deadLetters = properties.RedrivePolicy?.deadLetterTargetArn;
    if (deadLetters === undefined) continue;
    const ready = platform.runtime.messages().get(nameOf(deadLetters))?.ready ?? 0;
    if (ready === 0) continue;
    parked[nameOf(deadLetters)] = ready;
    const DestinationArn = `arn:aws:sqs:${account.region}:${account.id}:${name}`;
    await platform.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetters, DestinationArn }));
  }
  return parked;
}

function nameOf(arn: string): string {
  return arn.split(':').at(-1) ?? arn;
}
