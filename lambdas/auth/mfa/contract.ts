import type { Contract } from '../../../shared/route.ts';

export const mfaContract = {} as const satisfies Contract;
