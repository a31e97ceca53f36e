import { createHash } from 'node:crypto';
import { acceptSubmission } from '../../../../lambdas/guardian-runner/accept-submission.ts';
import { NewBatch } from '../../../../lambdas/guardian-runner/batch/batch.ts';
import { runBatch } from '../../../../lambdas/guardian-runner/batch/run-batch.ts';
import { createBatchStore } from '../../../../lambdas/guardian-runner/batch/store.ts';
import { submitBatch } from '../../../../lambdas/guardian-runner/batch/submit-batch.ts';
import { guardianContract } from '../../../../lambdas/guardian-runner/contract.ts';
import { guardianHandlers } from '../../../../lambdas/guardian-runner/handlers.ts';
import { GuardianReport } from '../../../../lambdas/guardian-runner/report/report.ts';
import { runTest } from '../../../../lambdas/guardian-runner/test/run-test.ts';
import { createTestStore } from '../../../../lambdas/guardian-runner/test/store.ts';
import { submitTest } from '../../../../lambdas/guardian-runner/test/submit-test.ts';
import { NewTest } from '../../../../lambdas/guardian-runner/test/test.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Table } from '../../../../shared/dynamo.ts';
import { httpHandler } from '../../../../shared/http.ts';
import { newId } from '../../../../shared/id.ts';
import { createIdempotency } from '../../../../shared/idempotency.ts';
import { projectKey } from '../../../../shared/project.ts';
import type { TaskOptions } from '../../../../shared/task/options.ts';
import { submissionConsumer } from '../../../../shared/task/submission-consumer.ts';
import type { StoredTask } from '../../../../shared/task/task.ts';
import { GuardianBatchInput } from '../../../../shared/task/type/guardian-batch.ts';
import { GuardianTestInput } from '../../../../shared/task/type/guardian-test.ts';
import { taskWorker } from '../../../../shared/task/worker.ts';
import { FakeObjects } from '../../../shared/fake-objects.ts';
import { type Asked, authenticated, httpEvent } from '../../../shared/http-event.ts';
import { unlimited } from '../../../shared/limits.ts';
import { start } from '../../../shared/make-context.ts';
import {
  type Scene,
  sqsRecord,
  startTaskWorld,
  type TaskWorld,
  taskMessages,
} from '../../../shared/task/task-world.ts';

const picture = Buffer.from('not really a picture');

/** What the engine says of a page: a report, and the screenshot that belongs to it. */
export function auditOutcome(change: Partial<GuardianReport> = {}) {
  const report = GuardianReport.parse({
    ...{ version: 1, url: 'https://shop.example/', timestamp: new Date(start).toISOString(), durationMs: 1_234 },
    ...{ device: 'desktop', suites: ['security'], status: 'passed', pass: true, reasons: [], thresholds: {} },
    scores: { accessibility: null, performance: null, security: 90, seo: null, bestPractices: null, overall: 90 },
    ...{ unmeasured: [], issues: [issue()], needsReview: [], notices: [], budgets: [] },
    metrics: { lcp: 900, cls: 0, tbt: 0, fcp: 300, si: 500, ttfb: 40, bytes: 1, jsBytes: 1, requests: 1 },
    artifacts: [
      { name: 'screenshot.webp', contentType: 'image/webp', bytes: picture.length, sha256: sha256('picture') },
    ],
    engine: { browser: 'Chrome/147' },
    ...change,
  });
  return { report, artifacts: [{ name: 'screenshot.webp', contentType: 'image/webp', body: picture }] };
}

function issue() {
  const fingerprint = sha256('csp');
  const text = { title: 'No CSP <script>', message: 'The page sends no Content-Security-Policy.' };
  return {
    id: 'iss_1',
    fingerprint,
    suite: 'security',
    ruleId: 'csp',
    severity: 'high',
    ...text,
    canBeHandedToAutopilot: false,
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export interface GuardianWorld extends TaskWorld {
  readonly projects: Table;
  organization(): Promise<Guardian>;
}

export async function startGuardian(): Promise<GuardianWorld> {
  const world = await startTaskWorld();
  const [tests, projects] = await Promise.all([world.add('guardian-tests'), world.add('projects')]);
  const organization = async () => {
    const guardian = new Guardian(world.scene(), tests, projects);
    await projects.put({ ...projectKey(guardian.orgId, guardian.projectId), id: guardian.projectId });
    await projects.put({ pk: `ORG#${guardian.orgId}`, sk: 'ORG', plan: 'free' });
    return guardian;
  };
  return { ...world, projects, organization };
}

/** One organization with a project, in front of the service. */
export class Guardian {
  readonly scene: Scene;
  readonly objects = new FakeObjects();
  readonly projectId = newId('project', start);
  readonly orgId: string;
  readonly deps;
  /** What the engine does; a test may replace it. */
  audit: Parameters<typeof runTest>[0]['audit'] = async () => auditOutcome();
  readonly #handle;

  constructor(scene: Scene, tests: Table, projects: Table) {
    this.scene = scene;
    this.orgId = scene.ctx.orgId;
    const own = { tests: createTestStore(tests), batches: createBatchStore(tests), objects: this.objects };
    this.deps = { ...scene.deps, ...own, projects, allowLoopback: false };
    const { deps } = this;
    const kit = {
      apiUrl: 'https://api.example',
      log: scene.log,
      now: scene.timers.now,
      idempotency: createIdempotency(tests),
      limits: unlimited,
    };
    this.#handle = httpHandler(guardianContract, guardianHandlers(deps), kit);
  }

  ask(asked: Asked, orgId = this.orgId) {
    return this.#handle(httpEvent({ authorizer: authenticated({ orgId }), ...asked }));
  }

  submit(change: object = {}, caller: Partial<Context> = {}, options?: TaskOptions): Promise<StoredTask> {
    const input = NewTest.parse({ projectId: this.projectId, url: 'https://shop.example/', ...change });
    return submitTest({ ctx: this.scene.context(caller), deps: this.deps, input: { ...input, options } });
  }

  /** Runs one attempt as the worker does. */
  run(task: StoredTask, signal = new AbortController().signal) {
    const { deps, audit } = this;
    const run = { task, input: GuardianTestInput.parse(task.input), signal, progress: () => {} };
    return runTest({ ...deps, audit, now: this.scene.timers.now }, run);
  }

  /** Handles the task's message, as the queue consumer does. */
  work(task: StoredTask) {
    const run = (attempt: Parameters<typeof runTest>[1]) =>
      runTest({ ...this.deps, audit: this.audit, now: this.scene.timers.now }, attempt);
    const worker = taskWorker({ type: 'guardian.test', input: GuardianTestInput, run }, this.scene.deps);
    return worker(taskMessages([task]));
  }

  submitBatch(urls: readonly string[], change: object = {}): Promise<StoredTask> {
    const { options, ...wish }: { options?: TaskOptions } = change;
    const input = NewBatch.parse({ projectId: this.projectId, urls, ...wish });
    return submitBatch({
      ctx: this.scene.context(),
      deps: this.deps,
      input: { ...input, ...(options && { options }) },
    });
  }

  /** Handles the message of a batch, as its queue consumer does. */
  workBatch(task: StoredTask) {
    const run = (attempt: Parameters<typeof runBatch>[1]) => runBatch(this.deps, attempt);
    const worker = taskWorker({ type: 'guardian.batch', input: GuardianBatchInput, run }, this.scene.deps);
    return worker(taskMessages([task]));
  }

  /** Handles everything that schedules and batches have asked for so far, as the consumer of their queue does. */
  async acceptSubmissions() {
    const sent = this.scene.submissions.sent.splice(0);
    return this.accept(...sent.map((submission) => JSON.stringify(submission)));
  }

  accept(...bodies: string[]) {
    const { deps } = this;
    const consume = submissionConsumer(
      { type: 'guardian.test', submit: (ctx, submission) => acceptSubmission({ ctx, deps, input: submission }) },
      deps,
    );
    return consume({ Records: bodies.map(sqsRecord) });
  }
}
