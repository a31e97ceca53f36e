// The parts of dynalite 4.0.0 (CommonJS, untyped) that `storage/` uses, as its source defines them.

declare module 'dynalite/db/index.js' {
  interface KeyedTable {
    readonly KeySchema: readonly { readonly AttributeName: string }[];
    readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  }
  export interface Range {
    readonly gt?: string;
    readonly gte?: string;
    readonly lt?: string;
    readonly lte?: string;
    readonly reverse?: boolean;
    readonly limit?: number;
  }
  interface Level {
    open(): Promise<void>;
    close(): Promise<void>;
    get(key: string): Promise<unknown>;
    batch(writes: readonly unknown[]): Promise<void>;
    keys(range: Range): AsyncIterable<string>;
    values(range: Range): AsyncIterable<unknown>;
    iterator(range: Range): AsyncIterable<[string, unknown]>;
  }
  type Item = Record<string, Record<string, unknown>>;
  const db: {
    create(options: { path: string }): { db: Level };
    createKey(item: Item, table: KeyedTable): string;
    /** An error (not thrown) where the key does not fit the table's key schema. */
    validateKey(key: Item, table: KeyedTable): Error | null | undefined;
    getIndexActions(
      indexes: readonly unknown[],
      existing: Item | null,
      item: Item,
      table: KeyedTable,
    ): { puts: { index: string; key: string; item: unknown }[] };
  };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    checkTypes(data: Record<string, unknown>, types: Record<string, unknown>): Record<string, unknown>;
    checkValidations(
      data: Record<string, unknown>,
      types: Record<string, unknown>,
      custom: unknown,
      store: unknown,
    ): void;
  };
  export default validations;
}

declare module 'dynalite/validations/*.js' {
  const rule: { readonly types: Record<string, unknown>; readonly custom?: unknown };
  export default rule;
}

declare module 'dynalite/actions/*.js' {
  function act(store: unknown, data: Record<string, unknown>, done: (error: unknown, output?: unknown) => void): void;
  export default act;
}
