import * as z from 'zod';
import type { Snapshot } from './snapshot.ts';
import { totalOf } from './snapshot.ts';

export const Direction = z.enum(['improving', 'stable', 'declining']);

export const Trend = z
  .object({
    points: z
      .array(
        z.object({
          snapshotId: z.string(),
          receivedAt: z.iso.datetime(),
          riskScore: z.int(),
          issues: z.int(),
          critical: z.int(),
          high: z.int(),
        }),
      )
      .describe('Oldest first.'),
    direction: Direction.describe(
      'By the slope of the risk score; `stable` within one point from first to last, and with fewer than three.',
    ),
    changePerSnapshot: z.number().describe('Points of the risk score per snapshot, by least squares.'),
    explanation: z.string(),
  })
  .meta({ id: 'InsightTrend' });
export type Trend = z.infer<typeof Trend>;

/** How the risk of a project has moved; snapshots come newest first. */
export function trendOf(snapshots: readonly Snapshot[]): Trend {
  const points = snapshots.toReversed().map(({ snapshotId, receivedAt, riskScore, counts }) => ({
    ...{ snapshotId, receivedAt, riskScore, issues: totalOf(counts) },
    ...{ critical: counts.critical, high: counts.high },
  }));
  const slope = points.length < 3 ? 0 : slopeOf(points.map(({ riskScore }) => riskScore));
  const moved = slope * (points.length - 1);
  const direction = Math.abs(moved) < 1 ? 'stable' : moved < 0 ? 'improving' : 'declining';
  return {
    ...{ points, direction, changePerSnapshot: Math.round(slope * 100) / 100 },
    explanation: explain(
      points.map(({ riskScore }) => riskScore),
      direction,
      moved,
    ),
  };
}

function explain(scores: readonly number[], direction: Trend['direction'], moved: number): string {
  if (scores.length < 3) return `There are ${scores.length} snapshots; a trend needs three.`;
  const fit = `${Math.abs(Math.round(moved))} points ${moved < 0 ? 'down' : 'up'}`;
  const move = direction === 'stable' ? 'has not moved by a point' : `went ${fit} by the line that fits best`;
  return `Over ${scores.length} snapshots the risk score ${move}, from ${scores[0]} to ${scores.at(-1)}.`;
}

/** Least squares over 0, 1, 2, … */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [above, below] = values.reduce(
    ([up, down], value, at) => [up + (at - middle) * (value - mean), down + (at - middle) ** 2],
    [0, 0],
  );
  return above / below;
}
