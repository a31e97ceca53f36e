import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import * as z from 'zod';
import { AuditLine, type ChainEnds, firstPrevHash, verifyChain } from '../shared/audit-chain.ts';

export interface ExportVerdict {
  readonly isIntact: boolean;
  readonly records: number;
  readonly erasedParts?: number;
  readonly brokenAt?: number;
  readonly reason?: string;
}

interface Known {
  /** With it, record 1 must be the first of this organization's chain. */
  readonly orgId?: string;
  /** A head that was signed, or noted down: the export must reach and contain it. */
  readonly receipt?: Receipt;
}

const Receipt = z.object({ seq: z.number().int(), hash: z.string(), sub: z.string() });
export type Receipt = z.infer<typeof Receipt>;

/** Verifies the NDJSON of `GET /v1/audit-log/export`, its pages joined, without asking the platform. */
export function verifyAuditExport(text: string, { orgId, receipt }: Known): ExportVerdict {
  const lines: AuditLine[] = [];
  for (const [at, line] of text.split('\n').filter(Boolean).entries()) {
    const parsed = AuditLine.safeParse(parsedJson(line));
    if (!parsed.success) return broken(lines.length, at + 1, `Line ${at + 1} is not a record of an audit log.`);
    lines.push(parsed.data);
  }
  const organization = orgId ?? receipt?.sub;
  const isFromStart = lines[0]?.seq === 1 && organization !== undefined;
  const start: ChainEnds = isFromStart ? { start: { seq: 1, prevHash: firstPrevHash(organization) } } : {};
  const verdict = verifyChain(lines, start);
  if (!verdict.isIntact) return { ...verdict, records: lines.length };
  return receiptFault(lines, receipt) ?? { ...verdict, records: lines.length };
}

function receiptFault(lines: readonly AuditLine[], receipt: Receipt | undefined): ExportVerdict | undefined {
  if (!receipt) return undefined;
  const { seq, hash } = receipt;
  const found = lines.find((line) => line.seq === seq);
  if (!found) return broken(lines.length, seq, `Record ${seq}, for which there is a receipt, is not in the export.`);
  return found.hash === hash ? undefined : broken(lines.length, seq, `Record ${seq} is not the one of the receipt.`);
}

function broken(records: number, brokenAt: number, reason: string): ExportVerdict {
  return { isIntact: false, records, brokenAt, reason };
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not JSON is not a record either; the caller says so with the number of the line.
    return undefined;
  }
}

/** @throws JOSEError when none of these keys has signed the receipt */
export async function readReceipt(signature: string, jwks: JSONWebKeySet): Promise<Receipt> {
  const { payload } = await jwtVerify(signature.trim(), createLocalJWKSet(jwks), {
    ...{ algorithms: ['ES256'], typ: 'audit-head+jwt' },
  });
  return Receipt.parse(payload);
}
