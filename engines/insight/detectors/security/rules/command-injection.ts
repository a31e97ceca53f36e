import type { Node } from 'oxc-parser';
import type { CallNode } from '../../../syntax/node.ts';
import type { Syntax } from '../../../syntax/syntax.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed, isLiteral, objectFor, propertyOf } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';
import { isSource, type Origin, worstOf } from '../taint/origin.ts';
import { tell } from '../taint/tell.ts';

/** These give their text to a shell. */
const shells =
  /^(?:child_process\.exec|child_process\.execSync|shelljs\.exec|execa\.(?:execaCommand|execaCommandSync|command|commandSync)|node-cmd\.(?:run|runSync|get))$/;
/** These do so when they are asked to. */
const programs =
  /^(?:child_process\.(?:spawn|spawnSync|execFile|execFileSync)|execa(?:\.(?:execa|execaSync|sync))?|cross-spawn(?:\.(?:sync|spawn))?)$/;

export const commandInjection: SyntaxRule = {
  ...{ id: 'command-injection', severity: 'critical', confidence: 93, category: 'Injection (CWE-78)' },
  suggestion:
    'Call the program itself with a list of arguments (`execFile`, `spawn` without a shell), so that no shell reads the value.',
  check(syntax, found) {
    for (const { call, name } of callsNamed(syntax, shells)) told(call, name, argumentOf(call, 0));
    for (const { call, name } of callsNamed(syntax, programs)) {
      if (usesShell(call, syntax)) {
        told(call, name, argumentOf(call, 0));
        told(call, name, argumentOf(call, 1));
      } else toldOfProgram(call, name);
    }

    function told(call: CallNode, name: string, command: Node | undefined): void {
      const origin = command && originOf(command, syntax);
      if (!origin) return;
      tell(
        found,
        { at: call, origin, does: `\`${name.replace(/^.*\./, '')}\` runs a command of the shell that is made of` },
        {
          ...{ sources: ['request', 'browser', 'arguments'], source: { severity: 'critical', confidence: 93 } },
          // A script is started by those who wrote it.
          ...(!syntax.isScript && { unknown: { severity: 'medium', confidence: 50 } }),
        },
      );
    }

    /** Without a shell it is only the choice of the program that does harm. */
    function toldOfProgram(call: CallNode, name: string): void {
      const program = argumentOf(call, 0);
      if (!program) return;
      const does = `\`${name.replace(/^.*\./, '')}\` starts a program whose name is`;
      const source = { severity: 'critical', confidence: 90 } as const;
      tell(found, { at: call, origin: flowOf(syntax).originOf(program), does }, { sources: ['request'], source });
    }
  },
};

/** A command that comes as a whole from where it is not seen is not made here. */
function originOf(command: Node, syntax: Syntax): Origin | undefined {
  const flow = flowOf(syntax);
  const parts = flow.partsOf(command);
  const origin = worstOf(parts.map((part) => ('hole' in part ? flow.originOf(part.hole) : { kind: 'known' })));
  return isSource(origin) || parts.some((part) => 'text' in part && part.text.trim() !== '') ? origin : undefined;
}

function usesShell(call: CallNode, syntax: Syntax): boolean {
  return call.arguments.some((argument) => {
    const shell = propertyOf(objectFor(argument, syntax), 'shell');
    return isLiteral(shell, true) || (shell?.type === 'Literal' && typeof shell.value === 'string');
  });
}
