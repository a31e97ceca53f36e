import { pseudoParameter } from './pseudo-parameters.ts';
import type { Json } from './template.ts';

/** A value with all functions evaluated. */
export type Value = Json;

/** `AWS::NoValue`: the property is as if it were not there. */
export const noValue = Symbol('AWS::NoValue');

/** What the functions need to know of the stack they stand in. `path` is where in the template, for errors. */
export interface Lookup {
  readonly stackName: string;
  ref(name: string, path: string): string | typeof noValue | undefined;
  attribute(logicalId: string, attribute: string, path: string): string;
  condition(name: string, path: string): boolean;
  mapping(map: string, top: string, second: string, path: string): Value;
  imported(name: string, path: string): Value;
}

type Evaluated = Value | typeof noValue;
type Function = (argument: Json, lookup: Lookup, path: string) => Evaluated;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
const functions: Readonly<Record<string, Function>> = {
  Ref: (argument, lookup, path) => reference(text(argument, path), lookup, path),
  'Fn::GetAtt': (argument, lookup, path) => getAtt(argument, lookup, path),
  'Fn::Sub': (argument, lookup, path) => sub(argument, lookup, path),
  'Fn::Join': (argument, lookup, path) => {
    const [separator, parts] = pair(argument, path);
    return texts(evaluate(parts, lookup, path), path).join(text(separator, path));
  },
  'Fn::Select': (argument, lookup, path) => {
    const [index, from] = pair(argument, path);
    const chosen = list(evaluate(from, lookup, path), path)[Number(evaluateText(index, lookup, path))];
    if (chosen === undefined || chosen === null) throw new Error(`${path}: Fn::Select finds nothing at that index.`);
    return chosen;
  },
  'Fn::Split': (argument, lookup, path) => {
    const [separator, from] = pair(argument, path);
    return evaluateText(from, lookup, path).split(text(separator, path));
  },
  'Fn::If': (argument, lookup, path) => {
    const [name, then, otherwise] = list(argument, path);
    if (then === undefined || otherwise === undefined) throw new Error(`${path}: Fn::If needs three arguments.`);
    return evaluate(lookup.condition(text(name, path), path) ? then : otherwise, lookup, path);
  },
  'Fn::Equals': (argument, lookup, path) => {
    const [left, right] = pair(argument, path);
    return JSON.stringify(evaluateValue(left, lookup, path)) === JSON.stringify(evaluateValue(right, lookup, path));
  },
  'Fn::And': (argument, lookup, path) => list(argument, path).every((each) => truth(each, lookup, path)),
  'Fn::Or': (argument, lookup, path) => list(argument, path).some((each) => truth(each, lookup, path)),
  'Fn::Not': (argument, lookup, path) => !list(argument, path).some((each) => truth(each, lookup, path)),
  'Fn::FindInMap': (argument, lookup, path) => {
    const [map = '', top = '', second = ''] = list(argument, path).map((each) => evaluateText(each, lookup, path));
    return lookup.mapping(map, top, second, path);
  },
  'Fn::Base64': (argument, lookup, path) => Buffer.from(evaluateText(argument, lookup, path)).toString('base64'),
  'Fn::ImportValue': (argument, lookup, path) => lookup.imported(evaluateText(argument, lookup, path), path),
};

/** Evaluates a value of the template. Members that are `AWS::NoValue` are left out of objects and lists. */
export function evaluate(value: Json, lookup: Lookup, path: string): Evaluated {
  if (Array.isArray(value))
    return value.map((item, index) => evaluate(item, lookup, `${path}[${index}]`)).filter((item) => item !== noValue);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name = '', argument = null] = entries[0] ?? [];
  if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
    const run = functions[name];
    if (!run) throw new Error(`${path}: the function ${name} is not supported locally.`);
    return run(argument, lookup, path);
  }
  const evaluated: Record<string, Value> = {};
  for (const [key, member] of entries) {
    const result = evaluate(member, lookup, `${path}.${key}`);
    if (result !== noValue) evaluated[key] = result;
  }
  return evaluated;
}

export function evaluateValue(value: Json, lookup: Lookup, path: string): Value {
  const evaluated = evaluate(value, lookup, path);
  if (evaluated === noValue) throw new Error(`${path}: AWS::NoValue stands where a value is needed.`);
  return evaluated;
}

/** A condition's own body, or a reference to another one: `{ "Condition": "Name" }`. */
export function truth(value: Json, lookup: Lookup, path: string): boolean {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && 'Condition' in value)
    return lookup.condition(text(value.Condition ?? null, path), path);
  const evaluated = evaluateValue(value, lookup, path);
  if (typeof evaluated !== 'boolean') throw new Error(`${path}: a condition must be true or false.`);
  return evaluated;
}

function reference(name: string, lookup: Lookup, path: string): string | typeof noValue {
  if (name === 'AWS::NoValue') return noValue;
  const found = pseudoParameter(name, lookup.stackName) ?? lookup.ref(name, path);
  if (found === undefined) throw new Error(`${path}: Ref names "${name}", which the template does not have.`);
  return found;
}

function getAtt(argument: Json, lookup: Lookup, path: string): string {
  const [logicalId = '', ...attribute] =
    typeof argument === 'string' ? argument.split('.') : texts(list(argument, path), path);
  return lookup.attribute(logicalId, attribute.join('.'), path);
}

/** `${Name}`, `${Name.Attribute}`, and `${!Literal}`, which stays as `${Literal}`. */
function sub(argument: Json, lookup: Lookup, path: string): string {
  const [pattern, variables] = typeof argument === 'string' ? [argument, {}] : pair(argument, path);
  const own = typeof variables === 'object' && variables !== null && !Array.isArray(variables) ? variables : {};
  return text(pattern, path).replace(/\$\{([^}]*)\}/g, (_, raw: string) => {
    const name = raw.trim();
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const variable = own[name];
    if (variable !== undefined) return evaluateText(variable, lookup, path);
    return name.includes('.') ? getAtt(name, lookup, path) : evaluateText({ Ref: name }, lookup, path);
  });
}

function evaluateText(value: Json, lookup: Lookup, path: string): string {
  return text(evaluateValue(value, lookup, path), path);
}

function text(value: Evaluated | undefined, path: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${path}: a string is needed, not ${JSON.stringify(value)}.`);
}

function list(value: Evaluated, path: string): Value[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${path}: a list is needed.`);
}

function texts(value: Evaluated, path: string): string[] {
  return list(value, path).map((item) => text(item, path));
}

function pair(value: Json, path: string): [Json, Json] {
  const [first, second, ...more] = list(value, path);
  if (first === undefined || second === undefined || more.length > 0)
    throw new Error(`${path}: the function needs two arguments.`);
  return [first, second];
}
