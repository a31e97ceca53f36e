import { createServer } from 'node:net';

/**
 * A port that was free a moment ago: the one that is asked for, or any for 0. Addresses must be known before the assembly can
 * be resolved with them.
 * @throws Error with a sentence for the person at the terminal when the port is taken
 */
export function freePort(host: string, wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE';
      reject(isTaken ? new Error(`${host}:${wanted} is in use. Choose another with --port.`) : error);
    });
    server.listen(wanted, host, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
