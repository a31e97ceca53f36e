/** How long one key signs. The next one is public for as long before it does. */
export const epochMs = 30 * 24 * 3_600_000;

export function epochOf(now: number): number {
  return Math.floor(now / epochMs);
}
