import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed, methodCalls, propertyOf } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';
import { tell } from '../taint/tell.ts';

const fileFunctions =
  /^(?:fs|fs\.promises|fs-extra|graceful-fs)\.(?:readFile|readFileSync|writeFile|writeFileSync|appendFile|appendFileSync|createReadStream|createWriteStream|unlink|unlinkSync|rm|rmSync|rmdir|rmdirSync|readdir|readdirSync|mkdir|mkdirSync|open|openSync|stat|statSync|access|accessSync|existsSync|copyFile|copyFileSync|rename|renameSync|readJson|readJsonSync|writeJson|outputFile|remove|removeSync)$|^(?:Bun\.file|Deno\.(?:readFile|readTextFile|writeFile|open|remove))$/;
const replies = /^(?:sendFile|sendfile|download)$/;

export const pathTraversal: SyntaxRule = {
  ...{ id: 'path-traversal', severity: 'high', confidence: 88, category: 'Files (CWE-22)' },
  suggestion:
    'Take `path.basename` of the name, or resolve it and check that the result still begins with the folder that it belongs to.',
  check(syntax, found) {
    const flow = flowOf(syntax);
    const source = { severity: 'high', confidence: 88 } as const;
    for (const { call, name } of callsNamed(syntax, fileFunctions)) {
      const path = argumentOf(call, 0);
      const does = `\`${name.replace(/^.*\./, '')}\` takes a path that is made of`;
      if (path) tell(found, { at: call, origin: flow.originOf(path), does }, { sources: ['request'], source });
    }
    for (const { call, name } of methodCalls(syntax, replies)) {
      const path = argumentOf(call, 0);
      // With a root, Express lets nothing out of it.
      if (!path || call.arguments.some((argument) => propertyOf(argument, 'root'))) continue;
      const does = `\`${name}\` sends the file of a path that is made of`;
      tell(found, { at: call, origin: flow.originOf(path), does }, { sources: ['request'], source });
    }
  },
};
