export const scheduleContract = {} as const;
