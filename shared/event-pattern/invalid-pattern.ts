/** What is wrong with a pattern, in the words of EventBridge, and where. */
export class InvalidPattern extends Error {
  override readonly name = 'InvalidPattern';
  /** The fields that lead to the fault; empty when it is the pattern as a whole. */
  readonly path: readonly string[];

  constructor(reason: string, path: readonly string[] = []) {
    super(reason);
    this.path = path;
  }
}

export function invalidPattern(reason: string): InvalidPattern {
  return new InvalidPattern(reason);
}

/** What goes wrong in `compile` went wrong below this field. */
export function below<Result>(field: string, compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    throw error instanceof InvalidPattern ? new InvalidPattern(error.message, [field, ...error.path]) : error;
  }
}
