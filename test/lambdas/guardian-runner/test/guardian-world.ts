import { createHash } from 'node:crypto';
import { guardianContract } from '../../../../lambdas/guardian-runner/contract.ts';
import { GuardianReport } from '../../../../lambdas/guardian-runner/report/report.ts';
import type { Objects } from '../../../../lambdas/guardian-runner/s3.ts';
import { readArtifact, readReport } from '../../../../lambdas/guardian-runner/test/read-report.ts';
import { listTests, readTest } from '../../../../lambdas/guardian-runner/test/read-test.ts';
import { runTest } from '../../../../lambdas/guardian-runner/test/run-test.ts';
import { createTestStore } from '../../../../lambdas/guardian-runner/test/store.ts';
import { submitTest } from '../../../../lambdas/guardian-runner/test/submit-test.ts';
import { NewTest, TestInput } from '../../../../lambdas/guardian-runner/test/test.ts';
import type { Table } from '../../../../shared/dynamo.ts';
import { httpHandler } from '../../../../shared/http.ts';
import { newId } from '../../../../shared/id.ts';
import { createIdempotency } from '../../../../shared/idempotency.ts';
import { projectKey } from '../../../../shared/project.ts';
import { Reply } from '../../../../shared/route.ts';
import type { StoredTask } from '../../../../shared/task/task.ts';
import { taskWorker } from '../../../../shared/task/worker.ts';
import { type Asked, authenticated, httpEvent } from '../../../shared/http-event.ts';
import { unlimited } from '../../../shared/limits.ts';
import { start } from '../../../shared/make-context.ts';
import { type Scene, startTaskWorld, type TaskWorld, taskMessages } from '../../../shared/task/task-world.ts';

/** A bucket in memory. */
export class FakeObjects implements Objects {
  readonly kept = new Map<string, { body: Buffer; contentType: string }>();

  async put(key: string, body: Buffer, contentType: string): Promise<void> {
    this.kept.set(key, { body, contentType });
  }
  async get(key: string): Promise<Buffer> {
    const object = this.kept.get(key);
    if (!object) throw new Error(`There is no object ${key}.`);
    return object.body;
  }
  async link(key: string): Promise<string> {
    return `https://bucket.example/${key}?signed`;
  }
}

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
    this.deps = { ...scene.deps, tests: createTestStore(tests), projects, objects: this.objects, allowLoopback: false };
    const { deps } = this;
    const kit = {
      apiUrl: 'https://api.example',
      log: scene.log,
      now: scene.timers.now,
      idempotency: createIdempotency(tests),
      limits: unlimited,
    };
    this.#handle = httpHandler(
      guardianContract,
      {
        submitTest: async ({ ctx, body }) => new Reply({ task: await submitTest({ ctx, deps, input: body }) }, {}),
        listTests: ({ ctx, query }) => listTests({ ctx, deps, input: query }),
        getTest: ({ ctx, params }) => readTest({ ctx, deps, input: params }),
        getReport: ({ ctx, params, query }) => readReport({ ctx, deps, input: { ...params, ...query } }),
        getArtifact: ({ ctx, params }) => readArtifact({ ctx, deps, input: params }),
      },
      kit,
    );
  }

  ask(asked: Asked, orgId = this.orgId) {
    return this.#handle(httpEvent({ authorizer: authenticated({ orgId }), ...asked }));
  }

  submit(change: object = {}): Promise<StoredTask> {
    const input = NewTest.parse({ projectId: this.projectId, url: 'https://shop.example/', ...change });
    return submitTest({ ctx: { ...this.scene.ctx, now: this.scene.timers.now() }, deps: this.deps, input });
  }

  /** Runs one attempt as the worker does. */
  run(task: StoredTask, signal = new AbortController().signal) {
    const { deps, audit } = this;
    const run = { task, input: TestInput.parse(task.input), signal, progress: () => {} };
    return runTest({ ...deps, audit, now: this.scene.timers.now }, run);
  }

  /** Handles the task's message, as the queue consumer does. */
  work(task: StoredTask) {
    const run = (attempt: Parameters<typeof runTest>[1]) =>
      runTest({ ...this.deps, audit: this.audit, now: this.scene.timers.now }, attempt);
    const worker = taskWorker({ type: 'guardian.test', input: TestInput, run }, this.scene.deps);
    return worker(taskMessages([task]));
  }
}
