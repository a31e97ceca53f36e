/** What code is for, by where it stands: much that is wrong in a server is right in a test or a script. */

const testFolder =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|__fixtures__|fixtures|specs?|e2e|cypress|playwright|testing|test-utils)\//i;
const testName = /(?:^|\/)[^/]*[._-](?:test|tests|spec|specs|e2e|cy|bench|stories|story|fixture|mock)\.[cm]?[jt]sx?$/i;
const testSetup = /(?:^|\/)(?:jest|vitest|karma|playwright|cypress|mocha)[^/]*\.[cm]?[jt]s$/i;

export function isTestFile(path: string): boolean {
  return testFolder.test(path) || testName.test(path) || testSetup.test(path);
}

const scriptFolder =
  /(?:^|\/)(?:bin|scripts?|cli|tools?|tooling|build|ci|release|hack|bench|benchmarks?|(?:[\w]+-)?examples?|samples?|demos?|docs?|migrations?|seeds?)\//i;
const scriptName =
  /(?:^|\/)(?:cli|bin|seed|[Gg]ulpfile|[Gg]runtfile|[^/]*\.config|[^/]*[._-](?:cli|script|seed))\.[cm]?[jt]s$/;
const terminal =
  /^(?:commander|yargs(?:\/.*)?|cac|meow|minimist|@oclif\/.*|ink|inquirer|@inquirer\/.*|@clack\/prompts|ora|chalk)$/;

/** A program for a terminal, a script, or an example: it may block, print and end as it likes. */
export function isScript(path: string, text: string, imports: Iterable<string> = []): boolean {
  if (text.startsWith('#!') || scriptFolder.test(path) || scriptName.test(path)) return true;
  return [...imports].some((specifier) => terminal.test(specifier));
}
