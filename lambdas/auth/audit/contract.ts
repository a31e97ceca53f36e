import type { Contract } from '../../../shared/route.ts';

export const auditContract = {} as const satisfies Contract;
