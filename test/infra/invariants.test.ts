import { describe } from 'vitest';
import { alarmsSayWhatToDo } from './invariants/alarms.ts';
import { dashboardsAreReadable } from './invariants/dashboards.ts';
import { functionsFit } from './invariants/functions.ts';
import { rolesAreNarrow } from './invariants/policies.ts';
import { queuesNeverLose } from './invariants/queues.ts';
import { routesAreTheContracts } from './invariants/routes.ts';
import { dataIsSafe } from './invariants/storage.ts';
import { synthesizeAll } from './synth.ts';

/** What is true of every deployment. All in one file, because a synthesis of all stages takes seconds. */
describe.each(synthesizeAll())('stage $stage', (world) => {
  describe('queues', () => queuesNeverLose(world));
  describe('alarms', () => alarmsSayWhatToDo(world));
  describe('dashboards', () => dashboardsAreReadable(world));
  describe('routes', () => routesAreTheContracts(world));
  describe('functions', () => functionsFit(world));
  describe('roles', () => rolesAreNarrow(world));
  describe('storage', () => dataIsSafe(world));
});
