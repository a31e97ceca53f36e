import { bare, keyName, type NodeOf } from '../../syntax/node.ts';

/** Whether `addEventListener` is told to end it: after one event, by a signal, or by options that are not known here. */
export function endsByItself({ arguments: [, , options] }: NodeOf<'CallExpression'>): boolean {
  if (!options) return false;
  const given = bare(options);
  if (given.type === 'Literal') return false;
  if (given.type !== 'ObjectExpression') return true;
  return given.properties.some((property) => {
    if (property.type !== 'Property') return true;
    const name = keyName(property);
    return name === 'signal' || name === 'once';
  });
}
