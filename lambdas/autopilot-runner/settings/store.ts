import * as z from 'zod';
import { Gates } from '../../../engines/autopilot/gates/settings.ts';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import { ProjectSettings } from './settings.ts';

const key = (orgId: string, projectId: string) => ({ pk: `ORG#${orgId}`, sk: `SETTINGS#${projectId}` });

/** Older settings may say `rollbackOnFailure: false`, which was taken and never had an effect. */
const Item = z.object({
  settings: ProjectSettings.extend({
    gates: Gates.extend({ rollbackOnFailure: z.boolean().transform((): true => true) })
      .partial()
      .optional(),
  }),
});

export interface SettingsStore {
  /** Of a project that never set any, the empty ones. */
  get(orgId: string, projectId: string): Promise<ProjectSettings>;
  /** False when they are of another version by now. */
  put(orgId: string, settings: ProjectSettings, before: number): Promise<boolean>;
}

export function createSettingsStore(table: Table): SettingsStore {
  return {
    get: async (orgId, projectId) =>
      (await table.get(Item, key(orgId, projectId)))?.settings ?? { projectId, version: 0 },
    async put(orgId, settings, before) {
      const { projectId, version } = settings;
      const item = { ...key(orgId, projectId), version, settings };
      try {
        await table.put(
          item,
          before === 0
            ? { when: 'attribute_not_exists(pk)' }
            : { when: '#version = :version', values: { ':version': before } },
        );
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },
  };
}
