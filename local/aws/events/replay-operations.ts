import { z } from 'zod';
import { inTransaction } from '../database.ts';
import type { JsonOperation } from '../json-service.ts';
import { page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import { AwsError } from '../service.ts';
import { access } from './access.ts';
import { mustFindArchive } from './archive-operations.ts';
import type { Archive, Replay } from './archive-store.ts';
import { archiveArn, busName, replayArn } from './arn.ts';
import type { EventsContext } from './context.ts';
import { dispatch } from './dispatch.ts';

const ReplayName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[.\-_A-Za-z0-9]+$/);
const StartReplay = z.strictObject({
  ReplayName,
  Description: z.string().max(512).optional(),
  EventSourceArn: z.string(),
  EventStartTime: z.number(),
  EventEndTime: z.number(),
  Destination: z.strictObject({ Arn: z.string(), FilterArns: z.array(z.string()).optional() }),
});
const ListReplays = z.strictObject({
  NamePrefix: z.string().optional(),
  EventSourceArn: z.string().optional(),
  NextToken: z.string().optional(),
  Limit: z.number().int().min(1).max(100).optional(),
});

export function replayOperations(context: EventsContext): Record<string, JsonOperation> {
  return {
    StartReplay: {
      access: access('StartReplay', (input) => [String(input.EventSourceArn), replayArn(String(input.ReplayName))]),
      run: (input) => startReplay(context, parseInput(StartReplay, input)),
    },
    DescribeReplay: {
      access: access('DescribeReplay', (input) => [replayArn(String(input.ReplayName))]),
      run(input) {
        const name = parseInput(z.strictObject({ ReplayName }), input).ReplayName;
        const replay = context.archives.findReplay(name);
        if (!replay) throw new AwsError('ResourceNotFoundException', `Replay ${name} does not exist.`);
        return described(replay);
      },
    },
    ListReplays: {
      access: access('ListReplays', () => ['*']),
      run(input) {
        const { NamePrefix = '', EventSourceArn: source, NextToken, Limit } = parseInput(ListReplays, input);
        const found = context.archives
          .allReplays()
          .filter((each) => each.ReplayName.startsWith(NamePrefix) && (!source || each.EventSourceArn === source));
        const { items, next } = page(found, { token: NextToken, limit: Limit, largest: 100 });
        return { Replays: items.map(described), NextToken: next };
      },
    },
  };
}

/**
 * Queues the archived events of the window again, in their order and marked with `replay-name`, in one transaction: a
 * replay that has started is done. Replayed events are not archived once more.
 */
function startReplay(context: EventsContext, input: z.infer<typeof StartReplay>) {
  const source = checkReplay(context, input);
  const now = context.clock.now() / 1000;
  const [from, to] = [input.EventStartTime * 1000, input.EventEndTime * 1000];
  const events = context.archives.between(source.ArchiveName, from, to);
  const filter = new Set(input.Destination.FilterArns);
  const last = events.at(-1);
  inTransaction(context.database, () => {
    for (const { event } of events) {
      const marked = { ...event, 'replay-name': input.ReplayName };
      dispatch(context, busName(input.Destination.Arn), marked, (arn) => filter.size === 0 || filter.has(arn));
    }
    const EventLastReplayedTime = last && last.at / 1000;
    context.archives.putReplay({ ...input, ReplayStartTime: now, ReplayEndTime: now, EventLastReplayedTime });
  });
  context.outbound.wake();
  return { ReplayArn: replayArn(input.ReplayName), State: 'STARTING', ReplayStartTime: now };
}

function checkReplay(context: EventsContext, input: z.infer<typeof StartReplay>): Archive {
  if (context.archives.findReplay(input.ReplayName)) {
    throw new AwsError('ResourceAlreadyExistsException', `Replay ${input.ReplayName} already exists.`);
  }
  const source = mustFindArchive(context, input.EventSourceArn.slice(archiveArn('').length));
  if (input.EventStartTime >= input.EventEndTime) {
    throw invalid('EventEndTime', 'EventStartTime must be before EventEndTime.');
  }
  if (busName(input.Destination.Arn) !== busName(source.EventSourceArn)) {
    throw invalid('Destination.Arn', 'Cross event bus replay is not permitted.');
  }
  context.buses.mustFind(busName(input.Destination.Arn));
  return source;
}

function invalid(parameter: string, reason: string): AwsError {
  return new AwsError('ValidationException', `Parameter ${parameter} is not valid. Reason: ${reason}`);
}

function described(replay: Replay) {
  return { ...replay, ReplayArn: replayArn(replay.ReplayName), State: 'COMPLETED' };
}
