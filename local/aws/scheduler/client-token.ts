import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Clock } from '../service.ts';

const Row = z.object({ request: z.string() });

/** AWS does not say how long a token counts; eight hours is what it grants elsewhere. */
const lifetimeMs = 8 * 3_600_000;

export type ClientTokens = ReturnType<typeof createClientTokens>;

/** Recognizes a creation that is sent again (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html). */
export function createClientTokens(database: DatabaseSync, clock: Clock) {
  const find = database.prepare('SELECT request FROM client_tokens WHERE token = ?');
  const insert = database.prepare('INSERT OR REPLACE INTO client_tokens (token, request, created_at) VALUES (?, ?, ?)');
  const forget = database.prepare('DELETE FROM client_tokens WHERE created_at < ?');
  return {
    /** Whether this very request was carried out before under this token. */
    isRepeated(token: string | undefined, request: string): boolean {
      forget.run(clock.now() - lifetimeMs);
      const row = token === undefined ? undefined : find.get(token);
      return row !== undefined && Row.parse(row).request === request;
    },
    remember(token: string | undefined, request: string): void {
      if (token !== undefined) insert.run(token, request, clock.now());
    },
  };
}
