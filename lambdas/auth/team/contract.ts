import type { Contract } from '../../../shared/route.ts';

export const teamContract = {} as const satisfies Contract;
