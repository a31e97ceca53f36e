import type { Contract } from '../../../shared/route.ts';

export const clientContract = {} as const satisfies Contract;
