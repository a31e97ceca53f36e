import { scheduleContract } from './schedule/contract.ts';
import { taskContract } from './task/contract.ts';
import { uploadContract } from './upload/contract.ts';

/** Every route of the service; each area keeps its own. */
export const tasksContract = { ...taskContract, ...scheduleContract, ...uploadContract } as const;
