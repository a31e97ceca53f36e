import type { Contract } from '../../../shared/route.ts';

export const passkeyContract = {} as const satisfies Contract;
