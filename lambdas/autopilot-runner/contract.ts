import * as z from 'zod';
import { Recipe } from '../../engines/autopilot/recipe.ts';
import { ProjectId } from '../../shared/project.ts';
import { pageOf, pageQuery, route } from '../../shared/route.ts';
import { TaskOptions } from '../../shared/task/options.ts';
import { Task, TaskId } from '../../shared/task/task.ts';
import { AttestationKeys } from './attestation/signing-key.ts';
import { NewVerification, Verification } from './attestation/verify-attestation.ts';
import { RunResult } from './run/result.ts';
import { GivenFeedback, NewRun, Run } from './run/run.ts';
import { NewProjectSettings, ProjectSettings } from './settings/settings.ts';
import { NewFeedback } from './trust/give-feedback.ts';
import { RecipeTrust } from './trust/read-trust.ts';

const params = z.strictObject({ id: TaskId });
const ofProject = z.strictObject({ id: ProjectId });

export const autopilotContract = {
  submitRun: route({
    method: 'POST',
    path: '/v1/autopilot/runs',
    summary: 'Repair code',
    description:
      'Observe → Decide → Act → Verify → Learn over an uploaded repository; nothing of it is executed. Follow the task; then take the patch.',
    access: 'autopilot:write',
    body: NewRun.extend({
      options: TaskOptions.optional().describe('How the task is queued. Keys count within the project.'),
    }),
    reply: { status: 202, description: 'Accepted; counted against the month.', body: z.object({ task: Task }) },
    errors: ['not_found', 'conflict', 'quota_exceeded'],
    isIdempotent: true,
  }),
  listRuns: route({
    method: 'GET',
    path: '/v1/autopilot/runs',
    summary: 'List runs, newest first',
    access: 'autopilot:read',
    query: z.strictObject({ ...pageQuery, projectId: ProjectId.optional() }),
    reply: { status: 200, description: 'A page of runs.', body: pageOf(Run) },
    errors: ['invalid_cursor'],
  }),
  getRun: route({
    method: 'GET',
    path: '/v1/autopilot/runs/{id}',
    summary: 'Read a run',
    access: 'autopilot:read',
    params,
    reply: { status: 200, description: 'The run, with its outcome once there is one.', body: Run },
    errors: ['not_found'],
  }),
  getResult: route({
    method: 'GET',
    path: '/v1/autopilot/runs/{id}/result',
    summary: 'Read what a run did, and why',
    description: 'Every choice and every rejection with its reasons, the ledger, metrics, gates and budget.',
    access: 'autopilot:read',
    params,
    reply: { status: 200, description: 'The result.', body: RunResult },
    errors: ['not_found', 'conflict'],
  }),
  getPatch: route({
    method: 'GET',
    path: '/v1/autopilot/runs/{id}/patch',
    summary: 'Take the patch of a run',
    access: 'autopilot:read',
    params,
    query: z.strictObject({
      kind: z.enum(['patch', 'undo']).default('patch').describe('`undo` restores every byte of before.'),
    }),
    reply: { status: 200, description: 'A unified diff for `git apply`.', contentTypes: ['text/x-diff'] },
    errors: ['not_found', 'conflict'],
  }),
  getAttestation: route({
    method: 'GET',
    path: '/v1/autopilot/runs/{id}/attestation',
    summary: 'Take the signed attestation of a run',
    access: 'autopilot:read',
    params,
    reply: {
      status: 200,
      description: 'An in-toto statement in a DSSE envelope, signed with a key of `GET /v1/attestation-keys`.',
      contentTypes: ['application/vnd.in-toto+json'],
    },
    errors: ['not_found', 'conflict'],
  }),
  giveFeedback: route({
    method: 'POST',
    path: '/v1/autopilot/runs/{id}/feedback',
    summary: 'Say what became of a run',
    description: 'Moves the trust in its recipes, once for each run.',
    access: 'autopilot:write',
    params,
    body: NewFeedback,
    reply: { status: 201, description: 'Counted.', body: GivenFeedback },
    errors: ['not_found', 'conflict'],
    isIdempotent: true,
  }),
  listRecipes: route({
    method: 'GET',
    path: '/v1/autopilot/recipes',
    summary: 'List the recipes',
    access: 'autopilot:read',
    reply: { status: 200, description: 'All that are built in.', body: z.object({ items: z.array(Recipe) }) },
  }),
  listTrust: route({
    method: 'GET',
    path: '/v1/autopilot/trust',
    summary: 'Read how far each recipe is trusted, and why',
    access: 'autopilot:read',
    reply: { status: 200, description: 'The most trusted first.', body: z.object({ items: z.array(RecipeTrust) }) },
  }),
  getSettings: route({
    method: 'GET',
    path: '/v1/autopilot/projects/{id}/settings',
    summary: 'Read budget, gates and policy of a project',
    access: 'autopilot:read',
    params: ofProject,
    reply: { status: 200, description: 'The settings; `ETag` is their version.', body: ProjectSettings },
    errors: ['not_found'],
  }),
  changeSettings: route({
    method: 'PUT',
    path: '/v1/autopilot/projects/{id}/settings',
    summary: 'Set budget, gates and policy of a project',
    description: 'In whole: what is left out goes back to its default. Protected files of the platform stay protected.',
    access: 'autopilot:write',
    params: ofProject,
    body: NewProjectSettings,
    reply: { status: 200, description: 'The settings as they are now.', body: ProjectSettings },
    errors: ['not_found', 'precondition_failed'],
  }),
  listAttestationKeys: route({
    method: 'GET',
    path: '/v1/attestation-keys',
    summary: 'Get the keys that attestations are signed with',
    description: 'A JWK Set. With it, attestations are verified offline.',
    access: 'public',
    reply: { status: 200, description: 'All keys that ever signed.', body: AttestationKeys },
  }),
  verifyAttestation: route({
    method: 'POST',
    path: '/v1/attestations/verify',
    summary: 'Verify an attestation',
    description: 'Anybody may ask. The command `bin/verify-attestation.ts` does the same offline.',
    access: 'public',
    body: NewVerification,
    reply: { status: 200, description: 'Whether it is ours, and about what.', body: Verification },
  }),
} as const;
