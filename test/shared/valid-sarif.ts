import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import AjvDraft04 from 'ajv-draft-04';
import ajvFormats from 'ajv-formats';

const schemaFile = fileURLToPath(import.meta.resolve('@microsoft/jest-sarif')).replace(
  /index\.js$/,
  'schemas/sarif-2.1.0-rtm.5.json',
);
const ajv = new AjvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
ajvFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

/** The log, after the official schema of SARIF 2.1.0, of which `@microsoft/jest-sarif` has a copy. */
export function validSarif(log: unknown): unknown {
  if (!validate(log))
    throw new Error(`This is not SARIF 2.1.0: ${ajv.errorsText(validate.errors, { separator: '\n' })}`);
  return log;
}
