import type { Contract } from '../../../shared/route.ts';

export const memberContract = {} as const satisfies Contract;
