/** Partition of the sparse index that holds every delivery with an attempt to come, by the time from which the sweeper may send it. */
export const duePartition = 'DELIVERY_DUE';

/** A message was sent again; the sweeper looks once more much later, because a long queue is no loss. */
export const resendMs = 15 * 60_000;
