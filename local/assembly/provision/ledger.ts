import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/**
 * What an earlier start made that acts by itself. Functions make schedules of their own, so the template alone does not
 * tell which of those found are left over from an older template.
 */
export const Ledger = z.object({
  rules: z.array(z.object({ bus: z.string(), name: z.string() })),
  schedules: z.array(z.object({ group: z.string(), name: z.string() })),
});
export type Ledger = z.output<typeof Ledger>;

export async function readLedger(file: string): Promise<Ledger> {
  try {
    return Ledger.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { rules: [], schedules: [] };
    throw error;
  }
}

/** Replaced in one step, so a kill in between leaves the old one. */
export async function writeLedger(file: string, ledger: Ledger): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(ledger));
  await rename(`${file}.new`, file);
}
