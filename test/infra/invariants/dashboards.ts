import { expect, test } from 'vitest';
import { z } from 'zod';
import type { World } from '../synth.ts';

const Body = z.object({
  widgets: z
    .array(
      z.object({
        type: z.literal('metric'),
        properties: z.object({ title: z.string().min(1), metrics: z.array(z.unknown()).min(1) }),
      }),
    )
    .min(1),
});

export function dashboardsAreReadable(world: World): void {
  const dashboards = world.of('AWS::CloudWatch::Dashboard');

  test('there is a dashboard, and its body is JSON whose widgets all have a title and metrics', () => {
    expect(dashboards).not.toHaveLength(0);
    for (const { properties } of dashboards) {
      expect(() => Body.parse(JSON.parse(z.string().parse(properties.DashboardBody)))).not.toThrow();
    }
  });
}
