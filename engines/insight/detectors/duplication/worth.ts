const least = { words: 40, lines: 5 } as const;

/** Whether more than imports, re-exports and brackets is the same: those are alike in many files, and cannot be shared. */
export function isWorthTelling(lines: readonly string[]): boolean {
  const code = withoutImports(lines).filter((line) => /\w/.test(line));
  const words = code.reduce((sum, line) => sum + (line.match(/[\w$]+|[^\s\w$]/g)?.length ?? 0), 0);
  return code.length >= least.lines && words >= least.words;
}

/** By lines alone, as a fragment may begin and end inside a statement. */
function withoutImports(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let isInside = lines.some(isTailOfImport) && !lines.slice(0, lines.findIndex(isTailOfImport)).some(isHeadOfImport);
  for (const line of lines) {
    if (isHeadOfImport(line)) isInside = !isEndOfImport(line);
    else if (isInside) isInside = !isEndOfImport(line);
    else kept.push(line);
  }
  return kept;
}

const isHeadOfImport = (line: string) => /^\s*(?:import\b(?!\s*\()|export\s*(?:type\s*)?[{*])/.test(line);
const isTailOfImport = (line: string) => /^\s*\}\s*from\s*['"]/.test(line);
const isEndOfImport = (line: string) => /['"]\s*;?\s*(?:\/\/.*)?$|\bwith\s*\{|^\s*\}/.test(line);
