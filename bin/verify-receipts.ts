import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verifyReceipts } from '../build/verify-receipts.ts';

const usage = `node bin/verify-receipts.ts --keys jwks.json <receipts.ndjson> [--endpoint whe_…] [--from N] [--head head.json]

Verifies webhook receipts offline. A line is a receipt of GET /v1/webhook-endpoints/{id}/receipts, or an "odavl-receipt"
header as it came. The keys are those of GET /v1/webhook-receipt-keys, the head is that of GET …/receipts/head; keep both.
Ends with 0 when the chain is intact, 1 when it is not, 2 when it cannot tell.`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      keys: { type: 'string' },
      endpoint: { type: 'string' },
      from: { type: 'string' },
      head: { type: 'string' },
    },
  });
  const [file] = positionals;
  const from = values.from === undefined ? undefined : Number(values.from);
  if (!file || !values.keys || (from !== undefined && !(Number.isSafeInteger(from) && from > 0)))
    throw new Error(usage);
  const verdict = verifyReceipts(readFileSync(file, 'utf8'), {
    keys: JSON.parse(readFileSync(values.keys, 'utf8')),
    ...(values.endpoint && { endpointId: values.endpoint }),
    ...(from !== undefined && { from }),
    ...(values.head && { head: readFileSync(values.head, 'utf8') }),
  });
  console.log(JSON.stringify(verdict));
  process.exitCode = verdict.isIntact ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
