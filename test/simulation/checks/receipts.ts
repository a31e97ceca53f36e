import * as z from 'zod';
import { verifyReceipts } from '../../../build/verify-receipts.ts';
import { type Check, read } from './world.ts';

const Page = z.object({ items: z.array(z.looseObject({ sequence: z.number() })), nextAfter: z.number().optional() });
const Head = z.looseObject({ sequence: z.number() });

/** From the first receipt to the signed head, also of the endpoint that nobody listens at; and those that came with requests fit. */
export const receiptsVerify: Check = async (world) => {
  const violations: string[] = [];
  for (const { id: endpointId, tenant, receiver } of world.endpoints) {
    const path = `/v1/webhook-endpoints/${endpointId}/receipts`;
    const keys: unknown = JSON.parse((await read(world, tenant, '/v1/webhook-receipt-keys')).text);
    const head = await read(world, tenant, `${path}/head`);
    if (head.as(Head).sequence === 0) continue;
    const receipts: unknown[] = [];
    for (let after: number | undefined = 0; after !== undefined; ) {
      const page: z.output<typeof Page> = (await read(world, tenant, `${path}?after=${after}&limit=100`)).as(Page);
      receipts.push(...page.items);
      after = page.nextAfter;
    }
    const carried = receiver?.received.flatMap(({ headers }) => headers['odavl-receipt'] ?? []) ?? [];
    const lines = [...receipts.map((receipt) => JSON.stringify(receipt)), ...carried].join('\n');
    const verdict = verifyReceipts(lines, { keys, endpointId, from: 1, head: head.text });
    if (!verdict.isIntact)
      violations.push(`${endpointId} of ${tenant.name} breaks at ${verdict.brokenAt}: ${verdict.reason}`);
  }
  return violations;
};
