interface Sender {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: never) => Promise<never>) => (args: never) => Promise<never>,
      options: { step: 'initialize' },
    ): void;
  };
}

/** A client whose process dies before its nth call: that one and all after it are not made. */
export function dyingFrom<Client extends Sender>(
  make: (config: {
    region: string;
    maxAttempts: number;
    credentials: { accessKeyId: string; secretAccessKey: string };
  }) => Client,
) {
  let left = Number.POSITIVE_INFINITY;
  const client = make({
    ...{ region: 'eu-central-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      left -= 1;
      if (left < 1) throw new Error('This process is dead.');
      return next(args);
    },
    { step: 'initialize' },
  );
  return {
    client,
    /** A new process, which dies before this call. */
    live(diesAt: number): void {
      left = diesAt;
    },
  };
}
