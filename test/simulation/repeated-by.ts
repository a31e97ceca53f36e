/** The command that repeats a run. */
export function repeatedBy({ seed, tasks }: { seed: number; tasks: number }): string {
  return `npm run simulate -- --seed ${seed} --tasks ${tasks}`;
}
