import * as z from 'zod';
import { ProjectId } from '../../../../shared/project.ts';
import { type StoredTask, TaskId, TaskStatus, TaskTypeName } from '../../../../shared/task/task.ts';
import type { TaskType } from '../../../../shared/task/type.ts';

/** What a list of tasks can be narrowed by; all of it must hold. */
export const filterFields = {
  status: TaskStatus.optional(),
  type: TaskTypeName.optional(),
  projectId: ProjectId.optional(),
  parentId: TaskId.optional().describe('Only tasks that this one has started.'),
  createdAfter: z.iso.datetime().optional().describe('From this time on.'),
  createdBefore: z.iso.datetime().optional().describe('Before this time.'),
  errorCode: z.string().min(1).max(100).optional().describe('The `code` of `error`.'),
};
const Fields = z.strictObject(filterFields);
type Fields = z.infer<typeof Fields>;

/** The same, of what one credential may see. */
export interface TaskFilter extends Omit<Fields, 'status' | 'type'> {
  readonly types: readonly TaskType[];
  /** Any of them; absent is every status. */
  readonly statuses?: readonly TaskStatus[];
}

export function matches(task: StoredTask, filter: TaskFilter): boolean {
  const { types, statuses, projectId, parentId, createdAfter, createdBefore, errorCode } = filter;
  const created = Date.parse(task.createdAt);
  return (
    types.includes(task.type) &&
    (statuses === undefined || statuses.includes(task.status)) &&
    (projectId === undefined || task.projectId === projectId) &&
    (parentId === undefined || task.parentId === parentId) &&
    (createdAfter === undefined || created >= Date.parse(createdAfter)) &&
    (createdBefore === undefined || created < Date.parse(createdBefore)) &&
    (errorCode === undefined || task.error?.code === errorCode)
  );
}
