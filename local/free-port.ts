import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections (RFC 6335 §6), which could take one between the look and the use. */
const choice = { from: 10_240, to: 32_000 } as const;
const tries = 50;

/**
 * A port that was free a moment ago: the one that is asked for, or any for 0. Addresses must be known before the assembly can
 * be resolved with them.
 * @throws Error with a sentence for the person at the terminal when the port is taken
 */
export async function freePort(host: string, wanted = 0): Promise<number> {
  if (wanted !== 0) {
    if (await isFree(host, wanted)) return wanted;
    throw new Error(`${host}:${wanted} is in use. Choose another with --port.`);
  }
  for (let nth = 0; nth < tries; nth += 1) {
    const port = randomInt(choice.from, choice.to);
    if (await isFree(host, port)) return port;
  }
  throw new Error(`Of ${tries} ports of ${host} none is free.`);
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
