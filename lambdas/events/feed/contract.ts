export const feedContract = {} as const;
