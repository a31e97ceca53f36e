import type { Disk } from '../storage/disk.ts';
import { answer } from '../storage/engine.ts';

/** dynalite knows tags, by the ARN of their table. */
export async function changeTags(
  disk: Disk,
  operation: 'TagResource' | 'UntagResource',
  input: Record<string, unknown>,
) {
  const { output, writes } = await answer(disk, operation, input);
  await disk.write(writes);
  return output;
}
