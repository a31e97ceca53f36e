import type { Contract } from '../../../shared/route.ts';

export const exchangeContract = {} as const satisfies Contract;
