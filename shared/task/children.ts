import { newId } from '../id.ts';
import { type Engine, leaveToSweeper } from './announce.ts';
import { asked, type Child, counted, maxChildren, readChildren } from './child-store.ts';
import { persist } from './contended.ts';
import { PermanentTaskError } from './end-attempt.ts';
import { loadResults } from './result.ts';
import type { Submission, SubmissionQueue } from './submission.ts';
import type { ChildCounts, ResultRef, StoredTask, TaskError, TaskStatus } from './task.ts';
import type { SubmissionType } from './type.ts';

/** What a worker returns to be called again when the last child has ended. */
export class Suspension {
  readonly isSuspension = true;
}

export interface NewChild {
  /** Names the child for its parent: asking for the same one again makes no second. */
  readonly key: string;
  readonly type: SubmissionType;
  readonly input: unknown;
  /** Default: that of the parent. */
  readonly projectId?: string;
  /** False: the parent is paid for, and the child with it. Default true. */
  readonly isCharged?: boolean;
}

export interface ChildOutcome {
  readonly key: string;
  readonly taskId: string;
  /** `queued` as long as it has not ended. */
  readonly status: TaskStatus;
  /** Of one that succeeded, when it is small enough to be in the table; else `resultRef` says where it is. */
  readonly result?: unknown;
  readonly resultRef?: ResultRef;
  readonly error?: TaskError;
}

export interface Children {
  /** Asks for these tasks. They are the parent's from the transaction on that counts them; none is lost by a crash. */
  submit(children: readonly NewChild[]): Promise<void>;
  /** `return await run.children.wait()`: the run ends here, and another one begins when all children have ended. */
  wait(): Promise<Suspension>;
  /** All there are, by key. */
  all(): Promise<ChildOutcome[]>;
}

/** A child of a child of a task has none. */
const maxDepth = 3;
/** DynamoDB writes 100 items in one transaction. */
const chunk = 90;
const rounds = 20;

export interface ChildrenDeps extends Engine {
  readonly now: () => number;
  readonly submissions?: SubmissionQueue | undefined;
}

/** With the counts as this run has left them, so that its end knows whether it leaves children behind. */
export function childrenOf(deps: ChildrenDeps, parent: StoredTask): Children & { counts(): ChildCounts | undefined } {
  const { table } = deps.store;
  let counts = parent.children;
  return {
    counts: () => counts,
    async submit(children) {
      if (parent.depth >= maxDepth)
        throw new PermanentTaskError('too_deep', `A task of depth ${maxDepth} has no children.`);
      const known = await readChildren(table, parent);
      const keys = new Set(known.map(({ key }) => key));
      const fresh = children.filter(({ key }) => !keys.has(key) && keys.add(key));
      if (keys.size > maxChildren) {
        throw new PermanentTaskError('too_many_children', `A task has at most ${maxChildren} children.`);
      }
      const submissions = fresh.map((child) => submissionOf(parent, child, deps.now()));
      for (let at = 0; at < submissions.length; at += chunk) {
        counts = await write(deps, parent, submissions.slice(at, at + chunk));
      }
      const unsent = known.filter(({ status }) => status === 'asked').map(({ submission }) => submission);
      await Promise.all([...unsent, ...submissions].map((submission) => send(deps, parent, submission)));
    },
    async wait() {
      const { children } = (await deps.store.get(parent.orgId, parent.id)) ?? {};
      if (!children || children.total === 0) throw new Error('There are no children to wait for.');
      return new Suspension();
    },
    async all() {
      const known = await readChildren(table, parent);
      const inTable = known.filter(({ resultRef }) => resultRef?.kind === 'item').map(({ taskId }) => taskId);
      const results = await loadResults(table, parent.orgId, inTable);
      return known.map((child) => outcomeOf(child, results));
    },
  };
}

function outcomeOf(child: Child, results: ReadonlyMap<string, unknown>): ChildOutcome {
  const { key, taskId, status, error, resultRef } = child;
  return {
    ...{ key, taskId, status: status === 'asked' ? 'queued' : status },
    ...(error && { error }),
    ...(resultRef && { resultRef }),
    ...(results.has(taskId) && { result: results.get(taskId) }),
  };
}

function submissionOf(parent: StoredTask, child: NewChild, now: number): Submission {
  const { key, type, input, projectId = parent.projectId, isCharged = true } = child;
  return {
    ...{ taskId: newId('task', now), orgId: parent.orgId, projectId, type, input, isCharged },
    parent: { taskId: parent.id, key, depth: parent.depth + 1 },
    origin: { type: 'task', id: parent.id },
    actor: parent.actor,
  };
}

/** The children and their number, while the parent is ours. Children that end meanwhile change the number, not the parent. */
async function write(deps: ChildrenDeps, parent: StoredTask, submissions: readonly Submission[]): Promise<ChildCounts> {
  const { store } = deps;
  const now = deps.now();
  for (let round = 0; round < rounds; round += 1) {
    const fresh = await store.get(parent.orgId, parent.id);
    if (fresh?.revision !== parent.revision) throw new Error('The lease of the parent was lost.');
    const before = fresh.children ?? { total: 0, finished: 0, failed: 0 };
    const after = { ...before, total: before.total + submissions.length };
    const failed = await persist(store.dynamo, {
      parent: counted(store.table, fresh, fresh.children, after),
      child: submissions.map((each) => asked(store.table, parent, each.parent?.key ?? each.taskId, each, now)),
    });
    if (failed.size === 0) return after;
    if (failed.has('child')) throw new Error('Another run of the parent has made these children.');
  }
  throw new Error(`The children of ${parent.id} changed ${rounds} times meanwhile.`);
}

async function send(deps: ChildrenDeps, parent: StoredTask, submission: Submission): Promise<void> {
  const { submissions } = deps;
  if (!submissions) throw new Error('This worker has no queue to ask for children.');
  await leaveToSweeper(deps.log, parent, () => submissions.send(submission));
}
