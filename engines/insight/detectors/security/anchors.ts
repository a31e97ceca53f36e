/** Start tags of links. Bounded, so that a text of nothing but `<a ` takes no longer than any other. */
const anchor = /<a\s([^<>]{0,2000})>/gi;

/** Where links of a text open another site in a new window and leave it a hold on this one, as offsets. */
export function unsafeAnchorsIn(html: string): number[] {
  if (!html.includes('_blank')) return [];
  return [...html.matchAll(anchor)].flatMap(({ index, 1: attributes = '' }) => {
    if (!/\btarget\s{0,5}=\s{0,5}\\?["']?_blank/i.test(attributes) || /\brel\s{0,5}=/i.test(attributes)) return [];
    return /\bhref\s{0,5}=\s{0,5}\\?["']?(?:https?:)?\/\//i.test(attributes) ? [index] : [];
  });
}

export const isUnsafeAnchor = (html: string): boolean => unsafeAnchorsIn(html).length > 0;
