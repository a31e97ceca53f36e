/** Files that only run where nothing is at stake: tests, their fixtures, examples, and samples of settings. */
const rehearsal =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|__fixtures__|specs?|e2e|fixtures?|mocks?|stubs?|examples?|samples?|demos?|cypress|playwright|storybook|stories|benchmarks?)\/|[._-](?:test|spec|mock|fixture|stories|story|example|sample|template|dist)(?:\.\w+)?$|(?:^|\/)[^/]*(?:fixture|mock)s?\.\w+$/i;

/** Whether nothing of worth depends on this file. */
export const isRehearsal = (path: string): boolean => rehearsal.test(path);
