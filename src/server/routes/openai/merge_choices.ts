/** Starts one of several answers. */
export type StartAnswer<T> = (signal: AbortSignal) => AsyncIterable<T>;

/** A piece of one of several answers. */
export interface ChoicePiece<T> {
  /** Which answer, from 0. */
  index: number;
  /** The piece. */
  chunk: T;
}

/**
 * Runs several answers at once and gives their pieces as they come. When one fails, or nobody listens any more, all end.
 *
 * @throws What the first failing answer throws.
 */
export async function* mergeChoices<T>(
  answers: readonly StartAnswer<T>[],
  signal: AbortSignal,
): AsyncGenerator<ChoicePiece<T>, void, undefined> {
  const controller = new AbortController();
  const work = AbortSignal.any([signal, controller.signal]);
  const iterators = answers.map((start) => start(work)[Symbol.asyncIterator]());
  const next = async (index: number) => ({ index, result: await iterators[index]!.next() });
  const pending = new Map(iterators.map((_, index) => [index, next(index)]));
  try {
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values());
      if (result.done) pending.delete(index);
      else {
        pending.set(index, next(index));
        yield { index, chunk: result.value };
      }
    }
  } finally {
    controller.abort();
    await Promise.allSettled(pending.values());
    await Promise.allSettled(iterators.map((iterator) => iterator.return?.()));
  }
}
