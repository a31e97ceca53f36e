import type { Failure, Status } from '../report/report.ts';

/** The site could not be tested, which is a result and not an error of ours. */
export class SiteFailure extends Error {
  override readonly name = 'SiteFailure';
  readonly status: Exclude<Status, 'passed'>;
  readonly failure: Failure;

  constructor(status: Exclude<Status, 'passed'>, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.failure = { code, detail };
  }
}
