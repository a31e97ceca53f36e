import { builtInRecipes } from '../../engines/autopilot/recipes/index.ts';
import { versionTag } from '../../shared/if-match.ts';
import { type Handlers, Reply } from '../../shared/route.ts';
import { attestationKeys } from './attestation/signing-key.ts';
import { verifyAttestation } from './attestation/verify-attestation.ts';
import type { autopilotContract } from './contract.ts';
import { listRuns, type ReadRunDeps, readResult, readRun, readRunFile } from './run/read-run.ts';
import { type SubmitRunDeps, submitRun } from './run/submit-run.ts';
import { changeSettings, readSettings, type SettingsDeps } from './settings/change-settings.ts';
import { type FeedbackDeps, giveFeedback } from './trust/give-feedback.ts';
import { listTrust } from './trust/read-trust.ts';

export type AutopilotDeps = SubmitRunDeps &
  ReadRunDeps &
  SettingsDeps &
  FeedbackDeps & {
    /** What the key of attestations is derived from. */
    readonly secret: () => Promise<string>;
  };

/** Which verb answers which route. */
export function autopilotHandlers(deps: AutopilotDeps): Handlers<typeof autopilotContract> {
  return {
    submitRun: async ({ ctx, body }) => {
      const task = await submitRun({ ctx, deps, input: body });
      return new Reply({ task }, { location: `/v1/tasks/${task.id}` });
    },
    listRuns: ({ ctx, query }) => listRuns({ ctx, deps, input: query }),
    getRun: ({ ctx, params }) => readRun({ ctx, deps, input: params }),
    getResult: ({ ctx, params }) => readResult({ ctx, deps, input: params }),
    getPatch: ({ ctx, params, query }) => readRunFile({ ctx, deps, input: { ...params, file: query.kind } }),
    getAttestation: ({ ctx, params }) => readRunFile({ ctx, deps, input: { ...params, file: 'attestation' } }),
    giveFeedback: ({ ctx, params, body }) => giveFeedback({ ctx, deps, input: { ...params, ...body } }),
    listRecipes: async () => ({ items: [...builtInRecipes] }),
    listTrust: ({ ctx }) => listTrust({ ctx, deps }),
    getSettings: async ({ ctx, params }) => {
      const settings = await readSettings({ ctx, deps, input: params });
      return new Reply(settings, { etag: versionTag(settings) });
    },
    changeSettings: async ({ ctx, params, body, request }) => {
      const input = { ...params, settings: body, ifMatch: request.ifMatch };
      const settings = await changeSettings({ ctx, deps, input });
      return new Reply(settings, { etag: versionTag(settings) });
    },
    listAttestationKeys: async () => attestationKeys(await deps.secret()),
    verifyAttestation: ({ body }) => verifyAttestation({ deps, input: body }),
  };
}
