import type { AuditLine } from '../../../shared/audit-chain.ts';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { Reply } from '../../../shared/route.ts';
import { chainOrganization } from './chain-organization.ts';
import { alive, chainedBeforeRead } from './list-audit-log.ts';
import { after, cursorOf, later, type Period, placeOf, placesOf } from './place.ts';
import { recorded } from './recorded.ts';
import type { AuditStore } from './store.ts';

/** A reply of a Lambda may have 6 MB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxBytes = 4_000_000;
const maxLines = 1_000;

/**
 * Oldest first, one JSON object a line, with all that the offline verifier needs. What does not fit follows behind the
 * `Link: rel="next"` (RFC 8288). Line breaks within values are escaped by JSON, so a value cannot make a line of its own.
 * @throws AppError `invalid_cursor`
 */
export async function exportAuditLog(call: {
  ctx: Context;
  deps: { audit: AuditStore; table: Table; apiUrl: string };
  input: Period & { cursor?: string };
}): Promise<Reply<string>> {
  const { ctx, deps, input } = call;
  const range = placesOf(input);
  const from = input.cursor ? later(range.from, after(placeOf(input.cursor))) : range.from;
  await chainOrganization({ deps, input: { orgId: ctx.orgId, limit: chainedBeforeRead } });
  const lines = await deps.audit.lines(ctx.orgId, { ...range, from, limit: maxLines });
  const sent = fitting(alive(lines, ctx.now));
  const [first, last] = [sent[0], sent.at(-1)];
  const note = { ...input, records: sent.length, ...(first && last && { firstSeq: first.seq, lastSeq: last.seq }) };
  const { put } = recorded(deps.table, ctx, { orgId: ctx.orgId, action: 'audit-log.exported', after: note });
  await deps.table.put(put);
  const isMore = lines.length === maxLines || last?.seq !== lines.at(-1)?.line.seq;
  return new Reply(sent.map((line) => `${JSON.stringify(line)}\n`).join(''), {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'content-disposition': 'attachment; filename="audit-log.ndjson"',
    ...(last && isMore && { link: `<${nextUrl(deps.apiUrl, input, cursorOf(last))}>; rel="next"` }),
  });
}

function fitting(lines: readonly AuditLine[]): AuditLine[] {
  let bytes = 0;
  const end = lines.findIndex((line) => {
    bytes += Buffer.byteLength(JSON.stringify(line)) + 1;
    return bytes > maxBytes;
  });
  return end === -1 ? [...lines] : lines.slice(0, end);
}

function nextUrl(apiUrl: string, { from, to }: Period, cursor: string): string {
  const query = new URLSearchParams({ ...(from && { from }), ...(to && { to }), cursor });
  return `${apiUrl}/v1/audit-log/export?${query}`;
}
