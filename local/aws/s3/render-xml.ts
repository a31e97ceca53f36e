export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

export const s3Namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A document from plain values: an array repeats its element, an undefined leaves it out. */
export function renderXml(root: string, content: XmlValue, namespace?: string): string {
  const open = namespace === undefined ? root : `${root} xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${open}>${inner(content)}</${root}>`;
}

function inner(content: XmlValue): string {
  if (content === undefined) return '';
  if (typeof content !== 'object') return escapeXml(String(content));
  if (isList(content)) throw new TypeError('A list has no element name of its own.');
  return Object.entries(content)
    .flatMap(([name, value]) => (isList(value) ? value : [value]).map((one) => element(name, one)))
    .join('');
}

function element(name: string, value: XmlValue): string {
  return value === undefined ? '' : `<${name}>${inner(value)}</${name}>`;
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** Keys may hold control characters; as references they at least survive the parsers that S3's callers use. */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it escapes
  return text.replace(/[&<>"\u0000-\u001f\u007f]/g, (character) => {
    const name = named.get(character);
    return name ?? `&#x${(character.codePointAt(0) ?? 0).toString(16)};`;
  });
}

const named = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);
