import * as z from 'zod';

export const Egress = z
  .object({
    addresses: z.array(z.string()).describe('CIDR. Empty where deliveries have no fixed addresses.'),
    userAgent: z.string(),
    updatedAt: z.iso.datetime().optional().describe('When the addresses changed last; absent without any.'),
    description: z.string(),
  })
  .meta({ id: 'WebhookEgress' });
export type Egress = z.infer<typeof Egress>;

/** What every delivery says of itself. */
export const userAgent = 'ODAVL-Webhooks/1.0';

/** @param fixed the stage's own addresses, as its environment has them: CIDR, parted by commas; and since when */
export function egressOf(fixed: { readonly addresses: string; readonly updatedAt: string }): Egress {
  const addresses = fixed.addresses.split(',').filter(Boolean);
  if (addresses.length === 0) {
    return {
      ...{ addresses, userAgent },
      description:
        'Deliveries of this deployment come from addresses that change at any time. Do not filter by address; verify signatures.',
    };
  }
  return {
    ...{ addresses, userAgent, updatedAt: fixed.updatedAt },
    description:
      'Every delivery comes from one of these addresses. They stay when this deployment is updated. Verify signatures all the same.',
  };
}
