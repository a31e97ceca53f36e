import type { Contract } from '../../../shared/route.ts';

export const invitationContract = {} as const satisfies Contract;
