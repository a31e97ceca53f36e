import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const Stored = z.strictObject({ offsetMs: z.int().nonnegative() });

/** The offset of a state directory: what its services have stored has happened, so a restart may not go back before it. */
export function readOffset(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
  return Stored.parse(JSON.parse(text)).offsetMs;
}

/** A rename is whole or absent. */
export function writeOffset(file: string, offsetMs: number): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.partial`, JSON.stringify({ offsetMs: Math.ceil(offsetMs) }));
  renameSync(`${file}.partial`, file);
}
