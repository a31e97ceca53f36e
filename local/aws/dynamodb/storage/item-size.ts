import type { AttributeValue, Item } from './item.ts';

/**
 * Bytes of an item as DynamoDB counts them: names and text in UTF-8
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
 */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: AttributeValue): number {
  return Object.entries(value).reduce((sum, [type, content]) => sum + contentSize(type, content), 0);
}

function contentSize(type: string, content: unknown): number {
  if (typeof content === 'string') {
    if (type === 'B') return Buffer.byteLength(content, 'base64');
    return type === 'N' ? numberSize(content) : Buffer.byteLength(content);
  }
  if (Array.isArray(content)) {
    if (type === 'L') return content.reduce((sum: number, one) => sum + 1 + valueSize(one), 3);
    return content.reduce((sum: number, one) => sum + contentSize(type.charAt(0), one), 0);
  }
  if (typeof content === 'object' && content !== null) {
    return Object.entries(content).reduce((sum, [name, one]) => sum + 1 + Buffer.byteLength(name) + valueSize(one), 3);
  }
  return 1;
}

/** One byte for two significant digits, one more, and one for a minus sign. */
function numberSize(text: string): number {
  const digits = text
    .replace(/^-/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}
