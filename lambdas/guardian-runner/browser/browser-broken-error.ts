/** The browser itself failed (could not start, crashed, hung up). It says nothing about the site, so the task is retried. */
export class BrowserBrokenError extends Error {
  override readonly name = 'BrowserBrokenError';
}
