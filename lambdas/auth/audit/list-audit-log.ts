import type { AuditLine } from '../../../shared/audit-chain.ts';
import type { Context } from '../../../shared/context.ts';
import type { Page } from '../../../shared/page.ts';
import type { StoredLine } from './audit.ts';
import { chainOrganization } from './chain-organization.ts';
import { type AuditEntry, entryOf, shownPart } from './entry.ts';
import { before, cursorOf, earlier, type Period, placeOf, placesOf } from './place.ts';
import type { AuditStore } from './store.ts';

/** Two transactions' worth: one reads what one has just done, and a flood of others' acts does not hold one up. */
export const chainedBeforeRead = 60;

/** A filter that nothing passes ends here, with a cursor to go on from. */
const maxRead = 2_000;
const readAtOnce = 250;

interface Filter {
  readonly actor?: string;
  readonly action?: string;
}

/**
 * Newest first. A page may be short, even empty, while there is a `nextCursor`: then the filter has let nothing pass yet.
 * @throws AppError `invalid_cursor`
 */
export async function listAuditLog(call: {
  ctx: Context;
  deps: { audit: AuditStore };
  input: Period & Filter & { limit: number; cursor?: string };
}): Promise<Page<AuditEntry>> {
  const { ctx, deps, input } = call;
  const range = placesOf(input);
  let to = input.cursor ? earlier(range.to, before(placeOf(input.cursor))) : range.to;
  await chainOrganization({ deps, input: { orgId: ctx.orgId, limit: chainedBeforeRead } });
  const isFiltered = input.actor !== undefined || input.action !== undefined;
  const limit = isFiltered ? readAtOnce : input.limit + 1;
  const passed: AuditLine[] = [];
  for (let read = 0; ; ) {
    const lines = await deps.audit.lines(ctx.orgId, { ...range, to, limit, isDescending: true });
    passed.push(...alive(lines, ctx.now).filter((line) => passes(line, input)));
    read += lines.length;
    const last = lines.at(-1)?.line;
    if (passed.length > input.limit) return pageOf(passed, passed.slice(0, input.limit).at(-1), input.limit);
    if (lines.length < limit || !last) return pageOf(passed, undefined, input.limit);
    if (read >= maxRead) return pageOf(passed, last, input.limit);
    to = before(last);
  }
}

function pageOf(lines: readonly AuditLine[], last: AuditLine | undefined, limit: number): Page<AuditEntry> {
  return { items: lines.slice(0, limit).map(entryOf), ...(last && { nextCursor: cursorOf(last) }) };
}

/** The table may take weeks to remove what has expired. */
export function alive(lines: readonly StoredLine[], now: number): AuditLine[] {
  return lines.flatMap(({ line, expiresAt }) => (expiresAt > now ? [line] : []));
}

function passes({ action, parts }: AuditLine, filter: Filter): boolean {
  if (filter.action !== undefined && action !== filter.action) return false;
  return filter.actor === undefined || shownPart(parts.actor)?.id === filter.actor;
}
