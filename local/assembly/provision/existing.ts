/** What a look-up found, or undefined for the one error that says it is not there. */
export async function existing<T>(lookUp: Promise<T>, ...notFound: string[]): Promise<T | undefined> {
  try {
    return await lookUp;
  } catch (error) {
    if (error instanceof Error && notFound.includes(error.name)) return undefined;
    throw error;
  }
}

/** Two JSON texts that say the same, whatever the order of their members. */
export function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)]),
  );
}
