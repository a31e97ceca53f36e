import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { contracts } from '../build/contracts.ts';
import { openApiDocument } from '../build/openapi.ts';

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
process.stdout.write(`${JSON.stringify(openApiDocument(contracts, version), null, 2)}\n`);
