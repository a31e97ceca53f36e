import { randomUUID } from 'node:crypto';
import type { Entry } from './backlog.ts';
import { type MoveTask, MoveTaskStore } from './move-task-store.ts';
import type { Queue } from './queue.ts';
import type { QueueRegistry } from './queue-registry.ts';

/** Without a rate AWS chooses one; here it is as fast as it goes, in steps that leave the event loop free. */
const unlimitedStep = 500;

/**
 * Carries messages out of dead-letter queues, one step per second at the asked rate; a restart goes on with what was
 * running. "Redriven messages are considered as new messages with a new messageID and enqueueTime."
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export class MessageMover {
  readonly #registry: QueueRegistry;
  readonly tasks: MoveTaskStore;
  readonly #timers = new Map<string, () => void>();

  constructor(registry: QueueRegistry) {
    this.#registry = registry;
    this.tasks = new MoveTaskStore(registry.database);
    for (const task of this.tasks.running()) this.#schedule(task, 0);
  }

  start(task: MoveTask): void {
    this.tasks.save(task);
    this.#schedule(task, 0);
  }

  cancel(task: MoveTask): void {
    this.#timers.get(task.handle)?.();
    this.#timers.delete(task.handle);
    this.tasks.save({ ...task, status: 'CANCELLED' });
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #schedule(task: MoveTask, delayMs: number): void {
    this.#timers.set(
      task.handle,
      this.#registry.clock.schedule(delayMs, () => {
        this.#timers.delete(task.handle);
        const after = this.#step(task);
        if (after.status === 'RUNNING') this.#schedule(after, task.perSecond === undefined ? 0 : 1000);
      }),
    );
  }

  #step(task: MoveTask): MoveTask {
    const targets = new Set<Queue>();
    const after = this.#registry.database.transact(() => {
      const result = this.#moveSome(task, targets);
      this.tasks.save(result);
      return result;
    });
    for (const queue of targets) queue.line.wake();
    return after;
  }

  #moveSome(task: MoveTask, targets: Set<Queue>): MoveTask {
    const source = this.#registry.findByArn(task.sourceArn);
    if (!source) return { ...task, status: 'FAILED', failureReason: 'AWS.SimpleQueueService.NonExistentQueue' };
    source.advance();
    let { moved } = task;
    for (let step = 0; step < (task.perSecond ?? unlimitedStep) && moved < task.toMove; step += 1) {
      const entry = source.backlog.next();
      if (!entry) break;
      const targetArn = task.destinationArn ?? this.#registry.messages.read(entry).deadLetterSource;
      const target = targetArn === undefined ? undefined : this.#registry.findByArn(targetArn);
      if (!target) return { ...task, moved, status: 'FAILED', failureReason: reasonOf(targetArn) };
      this.#move(source, entry, target);
      targets.add(target);
      moved += 1;
    }
    const isDone = moved >= task.toMove || !source.backlog.next();
    return { ...task, moved, status: isDone ? 'COMPLETED' : 'RUNNING' };
  }

  #move(source: Queue, entry: Entry, target: Queue): void {
    const now = this.#registry.clock.now();
    const message = this.#registry.messages.read(entry);
    const copy = this.#registry.messages.add(target.name, {
      ...message,
      id: randomUUID(),
      sentAt: now,
      enqueuedAt: now,
      visibleAt: now + target.settings.delayMs,
    });
    source.discard(entry);
    target.admit(copy);
  }
}

function reasonOf(targetArn: string | undefined): string {
  return targetArn === undefined ? 'CouldNotDetermineMessageSource' : 'AWS.SimpleQueueService.NonExistentQueue';
}
