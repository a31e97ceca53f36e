import { sha256Of } from '../../../engines/autopilot/attestation/tree-digest.ts';
import { pullRequestOf } from '../../../engines/autopilot/report/pull-request.ts';
import { tryTransact } from '../../../shared/dynamo-transaction.ts';
import { newId } from '../../../shared/id.ts';
import { outgoing, sendOutgoing } from '../../../shared/outbox.ts';
import { type Attested, attest, type Unattested } from '../attestation/attest.ts';
import { runCompleted, runRolledBack } from '../events.ts';
import type { Done, Work } from './done.ts';
import { type RunFile, runFiles, runKey } from './object-key.ts';
import type { RunResult } from './result.ts';
import type { Outcome } from './run.ts';
import type { RunDeps } from './run-run.ts';

/** Other runs of the project are attested, and other runs of the organization learn, at the same time. */
const attempts = 8;

/**
 * Links, signs and keeps what was done, and writes outcome, link, trust and event in one transaction.
 * @throws RetryLater when it has to be signed and cannot be, Error when others were faster again and again
 */
export async function concludeRun(deps: RunDeps, work: Work, done: Done): Promise<Outcome> {
  const { orgId } = work.attempt.task;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const concluded = await conclude(deps, work, done);
    if (concluded) return concluded;
    const run = await deps.runs.get(orgId, work.run.id, deps.now());
    // Another worker was faster; its outcome stands, and it has told it.
    if (run?.outcome) return run.outcome;
    if (!run) break;
  }
  throw new Error(`The outcome of ${work.run.id} was not kept.`);
}

async function conclude(deps: RunDeps, { attempt, run, begun }: Work, done: Done): Promise<Outcome | undefined> {
  const { orgId } = attempt.task;
  const finishedAt = deps.now();
  const at = new Date(finishedAt);
  const [head, known] = await Promise.all([deps.chain.head(orgId, run.projectId), deps.trust.ofOrganization(orgId)]);
  const attestation = await attest(deps, done, { head, completedAt: at.toISOString() });
  const attested = attestation?.kind === 'attested' ? attestation : undefined;
  const unattested = attestation?.kind === 'unattested' ? [attestation.reason] : [];
  const result = JSON.stringify(resultWith(done, attestation));
  const resultSha256 = sha256Of(JSON.stringify([result, attested?.envelope]));
  await keep(
    deps,
    orgId,
    { id: run.id, resultSha256 },
    {
      ...{ result, patch: done.patch, undo: done.undoPatch },
      ...(attested && { attestation: attested.envelope }),
    },
  );
  const reasons = [...unattested, ...done.reasons];
  const when = { durationMs: finishedAt - begun, finishedAt };
  const outcome = outcomeOf(run.mode, { ...done, reasons }, { ...when, isAttested: attested !== undefined });
  const event = eventOf(deps, { orgId, runId: run.id, projectId: run.projectId }, outcome, finishedAt);
  const isTold = run.mode === 'run';
  const { mode, status } = done.result;
  const hasTried = mode === 'run' && status !== 'noop' ? status : undefined;
  const isWritten = await tryTransact(deps.dynamo, [
    deps.runs.conclusion(orgId, run.id, outcome, resultSha256),
    ...(attested ? [deps.chain.link(orgId, run.projectId, head, attested.digest)] : []),
    ...done.learned.flatMap((told) => deps.trust.outcome(orgId, known.get(told.recipeId), { ...told, at })),
    ...(hasTried ? [deps.history.ended(orgId, run.projectId, hasTried)] : []),
    ...(isTold ? [event.write] : []),
  ]);
  if (!isWritten) return undefined;
  if (isTold) await sendOutgoing(deps, [event]);
  return outcome;
}

/** What can be said only now that it is signed, or not. */
function resultWith({ result, pullRequest }: Done, attestation: Attested | Unattested | undefined): RunResult {
  const proof = attestation?.kind === 'attested' && { attestation };
  return {
    ...result,
    ...(attestation?.kind === 'unattested' && { unattested: attestation.reason }),
    ...(pullRequest && { pullRequest: pullRequestOf({ ...pullRequest, ...proof }) }),
  };
}

async function keep(
  { objects }: Pick<RunDeps, 'objects'>,
  orgId: string,
  place: { id: string; resultSha256: string },
  files: Partial<Record<RunFile, string>>,
): Promise<void> {
  const names = ['result', 'patch', 'undo', 'attestation'] as const;
  await Promise.all(
    names.map(async (name) => {
      const content = files[name];
      if (content === undefined) return;
      await objects.put(runKey(orgId, place, name), Buffer.from(content), { contentType: runFiles[name].contentType });
    }),
  );
}

function outcomeOf(
  mode: Outcome['mode'],
  { result, recipes, issues, reasons }: Done,
  { durationMs, finishedAt, isAttested }: { durationMs: number; finishedAt: number; isAttested: boolean },
): Outcome {
  const changedLines = result.applied.reduce((sum, each) => sum + each.changedLines, 0);
  return {
    ...{ mode, status: result.status, recipes: [...recipes], files: result.files.length, changedLines },
    ...{ issues: { ...issues }, reasons: [...reasons], isAttested, durationMs },
    finishedAt: new Date(finishedAt).toISOString(),
  };
}

function eventOf(
  { runs }: Pick<RunDeps, 'runs'>,
  { orgId, ...about }: { orgId: string; runId: string; projectId: string },
  { status, recipes, files, changedLines, issues, reasons, finishedAt: occurredAt }: Outcome,
  now: number,
) {
  const event = { id: newId('event', now), orgId, occurredAt };
  if (status === 'rolled-back') {
    return outgoing(runs.table, runRolledBack, { ...event, data: { ...about, recipes, reasons } });
  }
  return outgoing(runs.table, runCompleted, { ...event, data: { ...about, recipes, files, changedLines, issues } });
}
