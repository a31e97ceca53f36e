import type { Logger } from '../../../shared/log.ts';
import { type CloseDeps, endRotation } from './close-rotation.ts';
import { closableAt } from './rotation/rotation.ts';
import type { DueRotation } from './rotation/store.ts';

const pageSize = 100;

interface Deps extends CloseDeps {
  readonly log: Logger;
  readonly now: () => number;
}

/**
 * Closes each rotation whose old secret is no longer used, or whose grace is over. The others are looked at again when they
 * could be closed at the earliest, so a rotation of a month costs a look a day, not one in each run.
 */
export async function closeRotatedKeys(call: {
  deps: Deps;
  input: { requestId: string };
}): Promise<{ closed: number; postponed: number; failed: number }> {
  const { deps, input } = call;
  const done = { closed: 0, postponed: 0, failed: 0 };
  let page: DueRotation[] = [];
  do {
    page = await deps.rotations.dueRotations(deps.now(), pageSize, cursorOf(page.at(-1)));
    for (const key of page) done[await lookAt(deps, key, input.requestId)] += 1;
  } while (page.length === pageSize);
  return done;
}

/** One that fails keeps its place in the index, and stops no other. */
async function lookAt(deps: Deps, key: DueRotation, requestId: string): Promise<'closed' | 'postponed' | 'failed'> {
  try {
    return (await closeIfDue(deps, key, requestId)) ? 'closed' : 'postponed';
  } catch (error) {
    deps.log.error('rotation not closed', error, { keyId: key.id });
    return 'failed';
  }
}

async function closeIfDue(deps: Deps, key: DueRotation, requestId: string): Promise<boolean> {
  const { rotation, hash } = key;
  const now = deps.now();
  if (!rotation || rotation.closedAt !== undefined) return false;
  const { found } = await deps.credentials.findCredentials([hash, rotation.oldHash]);
  const [next, old] = [hash, rotation.oldHash].map((each) => found.find((credential) => credential.hash === each));
  const at = closableAt(rotation, { ...(old && { old }), ...(next && { next }) }, now);
  if (at > now) {
    await deps.rotations.postponeRotation(key, new Date(at).toISOString());
    return false;
  }
  const isOver = Date.parse(rotation.closesAt) <= now;
  const because = isOver ? 'the grace time is over' : 'the old secret is no longer used';
  const ctx = {
    requestId,
    now,
    source: { ip: '', userAgent: '' },
    actor: { type: 'system', id: 'close-rotated-keys' },
  } as const;
  return (await endRotation({ ctx, deps, input: { key, rotation, old, because } })) !== undefined;
}

function cursorOf(last: DueRotation | undefined): Record<string, string> | undefined {
  if (!last) return undefined;
  const { pk, sk, gsi1pk, gsi1sk } = last;
  return { pk, sk, gsi1pk, gsi1sk };
}
