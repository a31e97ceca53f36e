export const deliveryContract = {} as const;
