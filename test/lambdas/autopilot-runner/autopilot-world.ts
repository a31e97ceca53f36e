import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAct } from '../../../engines/autopilot/act/create-act.ts';
import { type AutopilotRequest, runAutopilot } from '../../../engines/autopilot/autopilot.ts';
import { observeWith } from '../../../engines/autopilot/cycle/observe.ts';
import { builtInRecipes } from '../../../engines/autopilot/recipes/index.ts';
import { insight } from '../../../engines/insight/engine.ts';
import { oxlint } from '../../../engines/insight/native/oxlint.ts';
import { createChainStore } from '../../../lambdas/autopilot-runner/attestation/chain.ts';
import { autopilotContract } from '../../../lambdas/autopilot-runner/contract.ts';
import { autopilotHandlers } from '../../../lambdas/autopilot-runner/handlers.ts';
import { createHistoryStore } from '../../../lambdas/autopilot-runner/run/history.ts';
import { NewRun } from '../../../lambdas/autopilot-runner/run/run.ts';
import { runRun } from '../../../lambdas/autopilot-runner/run/run-run.ts';
import { createRunStore } from '../../../lambdas/autopilot-runner/run/store.ts';
import { submitRun } from '../../../lambdas/autopilot-runner/run/submit-run.ts';
import { createSettingsStore } from '../../../lambdas/autopilot-runner/settings/store.ts';
import { createTrustStore } from '../../../lambdas/autopilot-runner/trust/store.ts';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { httpHandler } from '../../../shared/http.ts';
import { newId } from '../../../shared/id.ts';
import { createIdempotency } from '../../../shared/idempotency.ts';
import { projectKey } from '../../../shared/project.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { AutopilotRunInput } from '../../../shared/task/type/autopilot-run.ts';
import { taskWorker } from '../../../shared/task/worker.ts';
import { createFetchSource } from '../../../shared/upload-source.ts';
import { FakeObjects } from '../../shared/fake-objects.ts';
import { type Asked, authenticated, httpEvent } from '../../shared/http-event.ts';
import { unlimited } from '../../shared/limits.ts';
import { start } from '../../shared/make-context.ts';
import { type Files, readyUpload } from '../../shared/ready-upload.ts';
import { type Scene, startTaskWorld, type TaskWorld, taskMessages } from '../../shared/task/task-world.ts';

export interface AutopilotWorld extends TaskWorld {
  readonly projects: Table;
  organization(): Promise<Autopilot>;
}

export async function startAutopilot(): Promise<AutopilotWorld> {
  const world = await startTaskWorld();
  const [runs, projects] = await Promise.all([world.add('runs'), world.add('projects')]);
  const workspace = mkdtempSync(join(tmpdir(), 'odavl-autopilot-'));
  const organization = async () => {
    const autopilot = new Autopilot(world, world.scene(), { runs, projects, workspace });
    const { orgId, projectId } = autopilot;
    await projects.put({ ...projectKey(orgId, projectId), id: projectId, name: 'Shop' });
    return autopilot;
  };
  const close = async () => {
    rmSync(workspace, { recursive: true, force: true });
    await world.close();
  };
  return { ...world, projects, organization, close };
}

/** One organization with a project, in front of the service; its uploads are in memory, and its code is really repaired. */
export class Autopilot {
  readonly scene: Scene;
  readonly objects = new FakeObjects();
  readonly uploads = new FakeObjects();
  readonly projectId = newId('project', start);
  readonly orgId: string;
  readonly deps;
  /** As in production, but for its thread and the clock. */
  readonly autopilot = (request: AutopilotRequest) =>
    runAutopilot(request, {
      act: createAct({ oxlint: oxlint() }),
      observe: observeWith(insight, { recipes: builtInRecipes }),
      now: () => new Date(this.scene.timers.now()),
    });
  readonly workspace: string;
  readonly #tasks: Table;
  readonly #handle;

  constructor(world: TaskWorld, scene: Scene, own: { runs: Table; projects: Table; workspace: string }) {
    this.scene = scene;
    this.orgId = scene.ctx.orgId;
    this.workspace = own.workspace;
    this.#tasks = world.table;
    this.deps = {
      ...{ ...scene.deps, dynamo: world.client, projects: own.projects, objects: this.objects, uploads: world.table },
      runs: createRunStore(own.runs),
      chain: createChainStore(own.runs),
      trust: createTrustStore(own.runs),
      history: createHistoryStore(own.runs),
      settings: createSettingsStore(own.runs),
      secret: async () => 'material that the key is derived from',
    };
    const kit = {
      apiUrl: 'https://api.example',
      log: scene.log,
      now: scene.timers.now,
      idempotency: createIdempotency(own.runs),
      limits: unlimited,
    };
    this.#handle = httpHandler(autopilotContract, autopilotHandlers(this.deps), kit);
  }

  ask(asked: Asked, orgId = this.orgId) {
    return this.#handle(httpEvent({ authorizer: authenticated({ orgId }), ...asked }));
  }

  upload(files: Files, change: object = {}): Promise<string> {
    return readyUpload({ orgId: this.orgId, tasks: this.#tasks, objects: this.uploads }, files, change);
  }

  async submit(uploadId: string, change: object = {}, caller: Partial<Context> = {}): Promise<StoredTask> {
    const input = NewRun.parse({ projectId: this.projectId, uploadId, ...change });
    return submitRun({ ctx: this.scene.context(caller), deps: this.deps, input });
  }

  /** Handles the task's message, as the queue consumer does. */
  work(task: StoredTask) {
    const { autopilot, workspace } = this;
    const deps = { ...this.deps, autopilot, workspace, now: this.scene.timers.now };
    const run = (attempt: Parameters<typeof runRun>[1]) =>
      runRun({ ...deps, fetchSource: createFetchSource(this.uploads) }, attempt);
    return taskWorker({ type: 'autopilot.run', input: AutopilotRunInput, run }, this.scene.deps)(taskMessages([task]));
  }

  /** From submit to end. @returns the id of the run */
  async ran(files: Files, change: object = {}): Promise<string> {
    const task = await this.submit(await this.upload(files), change);
    await this.work(task);
    return task.id;
  }
}
