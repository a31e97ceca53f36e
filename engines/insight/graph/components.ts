/** From each node to those that it leads to. */
export type Neighbours = ReadonlyMap<string, readonly string[]>;

interface Frame {
  readonly node: string;
  readonly to: readonly string[];
  next: number;
}

/**
 * The sets of two or more nodes that all lead to each other (Tarjan), each in the order of `nodes`, which is also that of the sets
 * by their first. With a stack of its own: a chain may be longer than a program may call itself.
 */
export function stronglyConnected(nodes: readonly string[], neighbours: Neighbours): string[][] {
  const order = new Map(nodes.map((node, index) => [node, index]));
  const search = new Search(neighbours);
  for (const node of nodes) search.from(node);
  const rank = (node: string) => order.get(node) ?? 0;
  const sorted = search.components.map((component) => component.toSorted((a, b) => rank(a) - rank(b)));
  return sorted.toSorted(([a = ''], [b = '']) => rank(a) - rank(b));
}

class Search {
  readonly components: string[][] = [];
  readonly #neighbours: Neighbours;
  readonly #index = new Map<string, number>();
  readonly #low = new Map<string, number>();
  readonly #open: string[] = [];
  readonly #isOpen = new Set<string>();

  constructor(neighbours: Neighbours) {
    this.#neighbours = neighbours;
  }

  from(root: string): void {
    if (this.#index.has(root)) return;
    const frames = [this.#enter(root)];
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const to = frame.to[frame.next];
      frame.next += 1;
      if (to === undefined) {
        frames.pop();
        this.#leave(frame.node, frames.at(-1)?.node);
      } else if (!this.#index.has(to)) frames.push(this.#enter(to));
      else if (this.#isOpen.has(to)) this.#lower(frame.node, this.#index.get(to));
    }
  }

  #enter(node: string): Frame {
    this.#low.set(node, this.#index.size);
    this.#index.set(node, this.#index.size);
    this.#open.push(node);
    this.#isOpen.add(node);
    return { node, to: this.#neighbours.get(node) ?? [], next: 0 };
  }

  #leave(node: string, parent: string | undefined): void {
    const low = this.#low.get(node);
    if (parent !== undefined) this.#lower(parent, low);
    if (low !== this.#index.get(node)) return;
    const component = this.#open.splice(this.#open.lastIndexOf(node));
    for (const each of component) this.#isOpen.delete(each);
    if (component.length > 1) this.components.push(component);
  }

  #lower(node: string, to: number | undefined): void {
    const low = this.#low.get(node);
    if (to !== undefined && low !== undefined && to < low) this.#low.set(node, to);
  }
}
