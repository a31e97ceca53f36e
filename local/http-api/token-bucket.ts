import type { Clock } from '../aws/service.ts';

/** Rate and burst of a stage: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html */
export class TokenBucket {
  readonly #rate: number;
  readonly #burst: number;
  readonly #clock: Clock;
  #tokens: number;
  #filledAt: number;

  constructor({ rateLimit, burstLimit }: { rateLimit: number; burstLimit: number }, clock: Clock) {
    this.#rate = rateLimit;
    this.#burst = burstLimit;
    this.#clock = clock;
    this.#tokens = burstLimit;
    this.#filledAt = clock.now();
  }

  take(): boolean {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
