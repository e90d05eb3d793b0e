import * as z from "../deps/zod.ts";

/**
 * The schema of an array that reports its first wrong entry alone: an error object for each of the millions of wrong
 * entries that a hostile file can hold takes more memory than there is.
 */
export function list<T extends z.ZodType>(entry: T): z.ZodType<z.output<T>[]> {
  return z.array(z.unknown()).transform((values, context): z.output<T>[] => {
    const entries: z.output<T>[] = [];
    for (const [position, value] of values.entries()) {
      const { success, data, error } = entry.safeParse(value);
      if (!success) {
        const { message, path } = error.issues[0]!;
        context.addIssue({ code: "custom", message, path: [position, ...path] });
        return z.NEVER;
      }
      entries.push(data);
    }
    return entries;
  });
}
