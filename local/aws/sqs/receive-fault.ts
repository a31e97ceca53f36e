/**
 * What may go wrong on purpose with a message that is about to be received.
 * `drop`: it is received, but its receiver never hears of it. `duplicate`: it is visible again at once, whatever this receiver does
 * with it. `defer`: it waits, without counting as received.
 */
export type ReceiveFault = { type: 'drop' } | { type: 'duplicate' } | { type: 'defer'; milliseconds: number };

/** Asked for each message; undefined: nothing goes wrong. */
export type ReceiveFaults = (queueName: string) => ReceiveFault | undefined;
