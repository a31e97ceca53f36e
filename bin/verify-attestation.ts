import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verifyAttestations } from '../build/verify-attestation.ts';

const usage = `node bin/verify-attestation.ts <envelope.json …> --jwks <file> [--project prj_…]
    [--tree <folder> --before|--after] [--patch <file>]

Verifies attestations of Autopilot runs offline, and says what they prove and what not. A file holds an envelope, a list of
them, or one on each line; several must be of one project and follow each other. Folder and patch are compared with the last
one. Ends with 0 when all is proven, 1 when something is not, 2 when it cannot tell.`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      jwks: { type: 'string' },
      project: { type: 'string' },
      tree: { type: 'string' },
      before: { type: 'boolean', default: false },
      after: { type: 'boolean', default: false },
      patch: { type: 'string' },
    },
  });
  const { jwks, project, tree, before, after, patch } = values;
  const isTreeClear = tree === undefined ? !(before || after) : before !== after;
  if (positionals.length === 0 || jwks === undefined || !isTreeClear) throw new Error(usage);
  const verdict = await verifyAttestations({
    texts: positionals.map((path) => readFileSync(path, 'utf8')),
    jwks: JSON.parse(readFileSync(jwks, 'utf8')),
    ...(project !== undefined && { projectId: project }),
    ...(tree !== undefined && { tree: { folder: tree, is: before ? 'before' : 'after' } }),
    ...(patch !== undefined && { patch: readFileSync(patch) }),
  });
  console.log(verdict.lines.join('\n'));
  process.exitCode = verdict.isVerified ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
