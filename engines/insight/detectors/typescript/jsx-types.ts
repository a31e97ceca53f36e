/**
 * What JSX means when React's types are not there: properties of components are checked, elements of the page take anything.
 * It says less than any library does, so that none of its code is wrong by it.
 */
export const jsxTypes = `declare namespace JSX {
  type Element = any;
  type ElementType = any;
  interface ElementChildrenAttribute { children: {} }
  interface IntrinsicAttributes { [name: string]: any }
  interface IntrinsicClassAttributes<T> { [name: string]: any }
  interface IntrinsicElements { [name: string]: any }
}
`;
