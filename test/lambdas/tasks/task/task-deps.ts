import { createTaskLists } from '../../../../lambdas/tasks/task/store.ts';
import type { Scene } from '../../../shared/task/task-world.ts';

/** All that the verbs of tasks need, on the clock of the scene. */
export function taskDeps(scene: Scene) {
  return {
    ...{ ...scene.deps, table: scene.table, projects: scene.table, lists: createTaskLists(scene.table) },
    results: { downloadUrl: async (key: string) => `https://bucket.example/${key}?signed` },
    wait: async (ms: number) => scene.timers.advance(ms),
  };
}
