import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readReceipt, verifyAuditExport } from '../build/verify-audit-log.ts';

const usage = `node bin/verify-audit-log.ts <file.ndjson> [--organization org_…] [--receipt <file> --jwks <file>]

Verifies an export of the audit log offline. The receipt is the "signature" of GET /v1/audit-log/head, the JWKS that of
/.well-known/jwks.json, kept with it. Ends with 0 when the export is intact, 1 when it is not, 2 when it cannot tell.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { organization: { type: 'string' }, receipt: { type: 'string' }, jwks: { type: 'string' } },
});
const [file] = positionals;
if (!file || (values.receipt === undefined) !== (values.jwks === undefined)) {
  console.error(usage);
  process.exit(2);
}
try {
  const read = (path: string) => readFileSync(path, 'utf8');
  const receipt =
    values.receipt && values.jwks ? await readReceipt(read(values.receipt), JSON.parse(read(values.jwks))) : undefined;
  const verdict = verifyAuditExport(read(file), {
    ...(values.organization && { orgId: values.organization }),
    ...(receipt && { receipt }),
  });
  console.log(JSON.stringify(verdict));
  process.exit(verdict.isIntact ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
