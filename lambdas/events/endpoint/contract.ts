export const endpointContract = {} as const;
