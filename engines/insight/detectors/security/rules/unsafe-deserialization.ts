import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed, propertyOf } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';
import { tell } from '../taint/tell.ts';

/** These run code that is in the data. */
const running = /^(?:node-serialize|serialize-to-js|funcster|cryo)\.(?:unserialize|deserialize|deepDeserialize|parse)$/;
const yaml = /^(?:js-yaml|yamljs)\.(?:load|loadAll|safeLoad)$/;
const unsafeSchema = /DEFAULT_FULL_SCHEMA|unsafe|js-yaml-js-types/i;

export const unsafeDeserialization: SyntaxRule = {
  ...{ id: 'unsafe-deserialization', severity: 'critical', confidence: 92, category: 'Data (CWE-502)' },
  suggestion: 'Take data as JSON and check it with a schema; leave out formats that bring functions with them.',
  check(syntax, found) {
    const flow = flowOf(syntax);
    const source = { severity: 'critical', confidence: 92 } as const;
    for (const { call, name } of callsNamed(syntax, running)) {
      const data = argumentOf(call, 0);
      if (!data) continue;
      const unknown = { severity: 'medium', confidence: 60 } as const;
      const does = `\`${name}\` runs functions that stand in`;
      tell(
        found,
        { at: call, origin: flow.originOf(data), does },
        { sources: ['request', 'browser'], source, unknown },
      );
    }
    for (const { call, name } of callsNamed(syntax, yaml)) {
      const schema = propertyOf(argumentOf(call, 1), 'schema');
      const data = argumentOf(call, 0);
      if (!data || !schema || !unsafeSchema.test(syntax.textOf(schema))) continue;
      const unknown = { severity: 'medium', confidence: 60 } as const;
      const does = `\`${name}\`, with a schema that makes functions, reads`;
      tell(
        found,
        { at: call, origin: flow.originOf(data), does },
        { sources: ['request', 'browser'], source, unknown },
      );
    }
    for (const { call } of callsNamed(syntax, /^v8\.deserialize$/)) {
      const data = argumentOf(call, 0);
      const does = '`v8.deserialize`, which trusts its input, reads';
      if (data)
        tell(found, { at: call, origin: flow.originOf(data), does }, { sources: ['request', 'browser'], source });
    }
  },
};
