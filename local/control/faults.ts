import type { Faults } from '../faults/faults.ts';
import { FaultPlan } from '../faults/plan.ts';
import type { GatewayReply, GatewayRequest } from '../http-api/gateway-request.ts';
import { json, withBody } from './json.ts';

/** `GET`, `PUT` and `DELETE /_local/faults`: the plan in force. */
export async function onFaults(request: GatewayRequest, faults: Faults): Promise<GatewayReply | undefined> {
  switch (request.method) {
    case 'GET':
      return json(200, faults.plan ?? { rules: [] });
    case 'PUT':
      return withBody(request, FaultPlan, (plan) => json(200, faults.put(plan)));
    case 'DELETE':
      faults.clear();
      return { status: 204, headers: {}, body: '' };
    default:
      return undefined;
  }
}

/** `GET /_local/faults/log` → `{ items }`: what was injected since the plan was put, in order. */
export function onFaultLog(request: GatewayRequest, faults: Faults): GatewayReply | undefined {
  return request.method === 'GET' ? json(200, { items: faults.log() }) : undefined;
}
