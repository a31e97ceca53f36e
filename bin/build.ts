import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { bundleAll } from '../build/bundle.ts';
import { contracts } from '../build/contracts.ts';
import { docsPage } from '../build/docs.ts';
import { openApiDocument } from '../build/openapi.ts';

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
const document = openApiDocument(contracts, version);

await bundleAll({
  'platform/api/build.json': JSON.stringify({ version, commit: commit() }),
  'platform/api/openapi.json': JSON.stringify(document),
  'platform/api/docs.json': JSON.stringify(docsPage(contracts, document, version)),
});

/** Of the checkout; a source archive has none. */
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}
