import type * as z from 'zod';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterSeconds: number | undefined;
  as<Schema extends z.ZodType>(schema: Schema): z.output<Schema>;
}

/** A client of the API with one credential. A connection that breaks is an answer with status 0. */
export class Client {
  readonly url: string;
  readonly #credential: string | undefined;

  constructor(url: string, credential?: string) {
    this.url = url;
    this.#credential = credential;
  }

  async send(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer> {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(this.#credential !== undefined && { authorization: `Bearer ${this.#credential}` }),
      ...more,
    };
    try {
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      const reply = await fetch(this.url + path, init);
      return answer(reply.status, await reply.text(), reply.headers.get('retry-after'));
    } catch (error) {
      return answer(0, String(error), null);
    }
  }

  /** What a request without faults has to answer. */
  async must(method: string, path: string, body?: unknown): Promise<Answer> {
    const given = await this.send(method, path, body);
    if (given.status >= 200 && given.status < 300) return given;
    throw new Error(`${method} ${path} answered ${given.status}: ${given.text.slice(0, 500)}`);
  }
}

function answer(status: number, text: string, retryAfter: string | null): Answer {
  const retryAfterSeconds = retryAfter === null ? undefined : Number(retryAfter);
  return { status, text, retryAfterSeconds, as: (schema) => schema.parse(JSON.parse(text)) };
}
