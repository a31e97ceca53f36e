import type { Contract } from '../../../shared/route.ts';

export const deviceContract = {} as const satisfies Contract;
