import { ignoredProperties } from './ignored-properties.ts';
import { evaluate, noValue, truth, type Value } from './intrinsics.ts';
import type { Stack } from './load.ts';
import { generatedName } from './physical-name.ts';
import { refuseCircles } from './references.ts';
import type { Endpoints, ResourceType, Subject } from './resource-type.ts';
import { findResourceType } from './resources/index.ts';
import type { Json, TemplateResource } from './template.ts';

/** One resource of a template with its functions evaluated. */
export interface ResolvedResource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly definition: ResourceType;
  readonly subject: Subject;
  readonly properties: Readonly<Record<string, Value>>;
}

export interface ResolvedStack {
  readonly name: string;
  readonly resources: readonly ResolvedResource[];
  readonly outputs: Readonly<Record<string, Value>>;
}

/** Resolves stacks in the order given; later ones import what earlier ones export. */
export function resolveStacks(stacks: readonly Stack[], endpoints: Endpoints): ResolvedStack[] {
  const exports = new Map<string, Value>();
  return stacks.map((stack) => {
    refuseCircles(stack.name, stack.template);
    return new StackResolver(stack, endpoints, exports).resolve();
  });
}

class StackResolver {
  readonly stackName: string;
  readonly #stack: Stack;
  readonly #endpoints: Endpoints;
  readonly #exports: Map<string, Value>;
  readonly #subjects = new Map<string, Subject>();

  constructor(stack: Stack, endpoints: Endpoints, exports: Map<string, Value>) {
    this.stackName = stack.name;
    this.#stack = stack;
    this.#endpoints = endpoints;
    this.#exports = exports;
  }

  resolve(): ResolvedStack {
    const resources = Object.entries(this.#stack.template.Resources)
      .filter(([id, resource]) => this.#exists(id, resource))
      .map(([id, resource]) => this.#resolveResource(id, resource));
    return { name: this.stackName, resources, outputs: this.#resolveOutputs() };
  }

  ref(name: string, path: string): string | undefined {
    const parameter = this.#stack.template.Parameters[name];
    if (parameter) return this.#parameter(name, parameter.Default, path);
    const resource = this.#stack.template.Resources[name];
    if (!resource || !this.#exists(name, resource)) return undefined;
    return this.#type(name, resource).ref(this.#subject(name, resource));
  }

  attribute(logicalId: string, attribute: string, path: string): string {
    const resource = this.#stack.template.Resources[logicalId];
    if (!resource || !this.#exists(logicalId, resource))
      throw new Error(`${path}: Fn::GetAtt names "${logicalId}", which the template does not have.`);
    const give = this.#type(logicalId, resource).attributes[attribute];
    if (!give) throw new Error(`${path}: ${resource.Type} "${logicalId}" has no attribute "${attribute}" locally.`);
    return give(this.#subject(logicalId, resource));
  }

  condition(name: string, path: string): boolean {
    const condition = this.#stack.template.Conditions[name];
    if (condition === undefined) throw new Error(`${path}: there is no condition "${name}".`);
    return truth(condition, this, `Stack ${this.stackName}, condition ${name}`);
  }

  mapping(map: string, top: string, second: string, path: string): Value {
    const value = this.#stack.template.Mappings[map]?.[top]?.[second];
    if (value === undefined) throw new Error(`${path}: Fn::FindInMap finds nothing at ${map}.${top}.${second}.`);
    return value;
  }

  imported(name: string, path: string): Value {
    const value = this.#exports.get(name);
    if (value === undefined) throw new Error(`${path}: no stack before this one exports "${name}".`);
    return value;
  }

  #parameter(name: string, value: string | number | undefined, path: string): string {
    if (value === undefined) throw new Error(`${path}: the parameter "${name}" has no default, and none can be given.`);
    return String(value);
  }

  #exists(id: string, resource: TemplateResource): boolean {
    return resource.Condition === undefined || this.condition(resource.Condition, `Stack ${this.stackName}, ${id}`);
  }

  #type(id: string, resource: TemplateResource): ResourceType {
    const type = findResourceType(resource.Type);
    if (type) return type;
    throw new Error(
      `Stack ${this.stackName}, ${id}: the resource type ${resource.Type} is not known to the local runtime. ` +
        'Support it in local/assembly/resources, or list it with a reason in local/assembly/unsupported.ts.',
    );
  }

  #subject(logicalId: string, resource: TemplateResource): Subject {
    const known = this.#subjects.get(logicalId);
    if (known) return known;
    const property = (name: string) => this.#identityProperty(logicalId, name, resource.Properties[name]);
    const { naming = { maxLength: 255 } } = this.#type(logicalId, resource);
    const given = naming.property === undefined ? undefined : property(naming.property);
    const suffix = property('FifoQueue') === 'true' || property('FifoTopic') === 'true' ? '.fifo' : '';
    const subject: Subject = {
      stack: this.stackName,
      logicalId,
      name: given ?? generatedName(this.stackName, logicalId, naming, suffix),
      endpoints: this.#endpoints,
      property,
    };
    this.#subjects.set(logicalId, subject);
    return subject;
  }

  #identityProperty(logicalId: string, name: string, value: Json | undefined): string | undefined {
    if (value === undefined) return undefined;
    const path = `Stack ${this.stackName}, ${logicalId}.${name}`;
    const evaluated = evaluate(value, this, path);
    if (evaluated === noValue) return undefined;
    if (typeof evaluated === 'object') throw new Error(`${path}: a string is needed.`);
    return String(evaluated);
  }

  #resolveResource(logicalId: string, resource: TemplateResource): ResolvedResource {
    const definition = this.#type(logicalId, resource);
    const properties: Record<string, Value> = {};
    for (const [name, value] of Object.entries(resource.Properties)) {
      const evaluated = evaluate(value, this, `Stack ${this.stackName}, ${logicalId}.${name}`);
      if (evaluated !== noValue && !Object.hasOwn(ignoredProperties(definition.type), name))
        properties[name] = evaluated;
    }
    return { stack: this.#stack, logicalId, definition, subject: this.#subject(logicalId, resource), properties };
  }

  #resolveOutputs(): Record<string, Value> {
    const outputs: Record<string, Value> = {};
    for (const [name, output] of Object.entries(this.#stack.template.Outputs)) {
      const path = `Stack ${this.stackName}, output ${name}`;
      if (output.Condition !== undefined && !this.condition(output.Condition, path)) continue;
      const value = evaluate(output.Value, this, path);
      if (value === noValue) continue;
      outputs[name] = value;
      if (output.Export) this.#export(evaluate(output.Export.Name, this, path), value, path);
    }
    return outputs;
  }

  #export(name: Value | typeof noValue, value: Value, path: string): void {
    if (typeof name !== 'string') throw new Error(`${path}: the name of an export is a string.`);
    if (this.#exports.has(name)) throw new Error(`${path}: "${name}" is exported twice.`);
    this.#exports.set(name, value);
  }
}
