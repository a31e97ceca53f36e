import type { Contract } from '../../../shared/route.ts';

export const roleContract = {} as const satisfies Contract;
