import type { Context } from '../../../shared/context.ts';
import { type ReadDeps, readTask } from './read-task.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** @throws AppError `not_found`, as `readTask` */
export async function readTimeline(call: { ctx: Context; deps: ReadDeps; input: { id: string } }): Promise<Timeline> {
  return timelineOf(await readTask(call), call.ctx.now);
}
