/** What things that move in a terminal tell the time by. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls `work` again and again, so many milliseconds apart, until the returned function is called. */
  every(milliseconds: number, work: () => void): () => void;
}

/** The clock of this process. */
export const processClock: Clock = {
  now: () => performance.now(),
  every(milliseconds, work) {
    const timer = setInterval(work, milliseconds);
    return () => clearInterval(timer);
  },
};
