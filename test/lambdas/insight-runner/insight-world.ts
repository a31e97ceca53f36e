import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesResolvedBy } from '../../../engines/autopilot/recipe.ts';
import { builtInRecipes } from '../../../engines/autopilot/recipes/index.ts';
import { analyze } from '../../../engines/insight/analyze.ts';
import { insight } from '../../../engines/insight/engine.ts';
import { openWorkspace } from '../../../engines/insight/source/open-workspace.ts';
import { NewAnalysis } from '../../../lambdas/insight-runner/analysis/analysis.ts';
import { type RunDeps, runAnalysis } from '../../../lambdas/insight-runner/analysis/run-analysis.ts';
import { createAnalysisStore } from '../../../lambdas/insight-runner/analysis/store.ts';
import { submitAnalysis } from '../../../lambdas/insight-runner/analysis/submit-analysis.ts';
import { insightContract } from '../../../lambdas/insight-runner/contract.ts';
import { insightHandlers } from '../../../lambdas/insight-runner/handlers.ts';
import { createSnapshotStore } from '../../../lambdas/insight-runner/snapshot/store.ts';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { httpHandler } from '../../../shared/http.ts';
import { newId } from '../../../shared/id.ts';
import { createIdempotency } from '../../../shared/idempotency.ts';
import { projectKey } from '../../../shared/project.ts';
import type { TaskOptions } from '../../../shared/task/options.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { InsightAnalysisInput } from '../../../shared/task/type/insight-analysis.ts';
import { taskWorker } from '../../../shared/task/worker.ts';
import { createFetchSource } from '../../../shared/upload-source.ts';
import { FakeObjects } from '../../shared/fake-objects.ts';
import { type Asked, authenticated, httpEvent } from '../../shared/http-event.ts';
import { unlimited } from '../../shared/limits.ts';
import { start } from '../../shared/make-context.ts';
import { type Files, readyUpload } from '../../shared/ready-upload.ts';
import { type Scene, startTaskWorld, type TaskWorld, taskMessages } from '../../shared/task/task-world.ts';

export interface InsightWorld extends TaskWorld {
  readonly projects: Table;
  organization(): Promise<Insight>;
}

export async function startInsight(): Promise<InsightWorld> {
  const world = await startTaskWorld();
  const [analyses, projects] = await Promise.all([world.add('analyses'), world.add('projects')]);
  const workspace = mkdtempSync(join(tmpdir(), 'odavl-insight-'));
  const organization = async () => {
    const insight = new Insight(world, world.scene(), { analyses, projects, workspace });
    await projects.put({ ...projectKey(insight.orgId, insight.projectId), id: insight.projectId, name: 'Shop' });
    return insight;
  };
  const close = async () => {
    rmSync(workspace, { recursive: true, force: true });
    await world.close();
  };
  return { ...world, projects, organization, close };
}

interface Own {
  readonly analyses: Table;
  readonly projects: Table;
  readonly workspace: string;
}

/** One organization with a project, in front of the service; its uploads are in memory, and its code is really looked at. */
export class Insight {
  readonly scene: Scene;
  readonly objects = new FakeObjects();
  readonly uploads = new FakeObjects();
  readonly projectId = newId('project', start);
  readonly orgId: string;
  readonly deps;
  /** What looks at the code; a test may replace it. */
  analyze: RunDeps['analyze'] = async (root, options) =>
    analyze(insight, await openWorkspace(root), { ...options, repairable: rulesResolvedBy(builtInRecipes) });
  readonly workspace: string;
  readonly #tasks: Table;
  readonly #handle;

  constructor(world: TaskWorld, scene: Scene, { analyses, projects, workspace }: Own) {
    this.scene = scene;
    this.orgId = scene.ctx.orgId;
    this.workspace = workspace;
    this.#tasks = world.table;
    this.deps = {
      ...{ ...scene.deps, dynamo: world.client, projects, objects: this.objects, uploads: world.table },
      analyses: createAnalysisStore(analyses),
      snapshots: createSnapshotStore(world.client, analyses),
    };
    const kit = {
      apiUrl: 'https://api.example',
      log: scene.log,
      now: scene.timers.now,
      idempotency: createIdempotency(analyses),
      limits: unlimited,
    };
    this.#handle = httpHandler(insightContract, insightHandlers(this.deps), kit);
  }

  ask(asked: Asked, orgId = this.orgId) {
    return this.#handle(httpEvent({ authorizer: authenticated({ orgId }), ...asked }));
  }

  upload(files: Files, change: object = {}): Promise<string> {
    return readyUpload({ orgId: this.orgId, tasks: this.#tasks, objects: this.uploads }, files, change);
  }

  async submit(
    uploadId: string,
    change: object = {},
    caller: Partial<Context> = {},
    options?: TaskOptions,
  ): Promise<StoredTask> {
    const input = NewAnalysis.parse({ projectId: this.projectId, uploadId, ...change });
    return submitAnalysis({ ctx: this.scene.context(caller), deps: this.deps, input: { ...input, options } });
  }

  /** Handles the task's message, as the queue consumer does. */
  work(task: StoredTask) {
    const { analyze, workspace } = this;
    const deps = { ...this.deps, analyze, workspace, now: this.scene.timers.now };
    const run = (attempt: Parameters<typeof runAnalysis>[1]) =>
      runAnalysis({ ...deps, fetchSource: createFetchSource(this.uploads) }, attempt);
    return taskWorker(
      { type: 'insight.analysis', input: InsightAnalysisInput, run },
      this.scene.deps,
    )(taskMessages([task]));
  }

  /** From submit to end. @returns the id of the analysis */
  async analysed(files: Files, change: object = {}): Promise<string> {
    const task = await this.submit(await this.upload(files), change);
    await this.work(task);
    return task.id;
  }
}
