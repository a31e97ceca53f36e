import type { LogLine } from './lambda/lambda.ts';

const quiet = /"level":"INFO"/;

/** Warnings, errors and crashes of functions go to the terminal; what went well does not. */
export function log({ functionName, line }: LogLine): void {
  if (!quiet.test(line)) console.error(`[${functionName}] ${line}`);
}
