import type { Json, Template } from './template.ts';

/** Refuses resources that wait for each other, as CloudFormation does before it makes any of them. */
export function refuseCircles(stack: string, template: Template): void {
  const done = new Set<string>();
  const visit = (id: string, trail: readonly string[]): void => {
    if (done.has(id)) return;
    if (trail.includes(id)) {
      const circle = [...trail.slice(trail.indexOf(id)), id].join(' → ');
      throw new Error(`Stack ${stack}: circular dependency between resources: ${circle}.`);
    }
    const resource = template.Resources[id];
    const next = resource ? new Set([...resource.DependsOn, ...referencesIn(resource.Properties)]) : [];
    for (const other of next) if (other in template.Resources) visit(other, [...trail, id]);
    done.add(id);
  };
  for (const id of Object.keys(template.Resources)) visit(id, []);
}

/** Every name that Ref, Fn::GetAtt or Fn::Sub in this value may mean. */
function referencesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (key === 'Ref' && typeof member === 'string') return [member];
    if (key === 'Fn::GetAtt') return String(Array.isArray(member) ? member[0] : member).split('.', 1);
    if (key === 'Fn::Sub') return [...namesInSub(Array.isArray(member) ? member[0] : member), ...referencesIn(member)];
    return referencesIn(member);
  });
}

function namesInSub(pattern: Json | undefined): string[] {
  if (typeof pattern !== 'string') return [];
  return [...pattern.matchAll(/\$\{([^!}.]+)/g)].map(([, name = '']) => name.trim());
}
