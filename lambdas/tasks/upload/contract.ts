export const uploadContract = {} as const;
