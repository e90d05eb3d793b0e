import { goDuration } from "./go_duration.ts";

/** What the last line of a streamed answer says about its making; durations in nanoseconds, 0 where absent. */
export interface GenerationTimings {
  /** From the request to the end of the answer. */
  total_duration?: number;
  /** Loading the model. */
  load_duration?: number;
  /** Length of the prompt in tokens. */
  prompt_eval_count?: number;
  /** Reading the prompt. */
  prompt_eval_duration?: number;
  /** Length of the answer in tokens. */
  eval_count?: number;
  /** Writing the answer. */
  eval_duration?: number;
}

/** The lines of `run --verbose`, as Ollama prints them: what is zero has none. */
export function generationTimings(timings: GenerationTimings): string {
  const {
    total_duration = 0,
    load_duration = 0,
    prompt_eval_count = 0,
    prompt_eval_duration = 0,
    eval_count = 0,
    eval_duration = 0,
  } = timings;
  const lines: [label: string, measured: number, text: string][] = [
    ["total duration", total_duration, goDuration(total_duration)],
    ["load duration", load_duration, goDuration(load_duration)],
    ["prompt eval count", prompt_eval_count, `${prompt_eval_count} token(s)`],
    ["prompt eval duration", prompt_eval_duration, goDuration(prompt_eval_duration)],
    ["prompt eval rate", prompt_eval_duration, rate(prompt_eval_count, prompt_eval_duration)],
    ["eval count", eval_count, `${eval_count} token(s)`],
    ["eval duration", eval_duration, goDuration(eval_duration)],
    ["eval rate", eval_duration, rate(eval_count, eval_duration)],
  ];
  return lines.filter(([, measured]) => measured > 0)
    .map(([label, , text]) => `${label}:`.padEnd(22) + `${text}\n`).join("");
}

function rate(tokens: number, nanoseconds: number): string {
  return `${(tokens / (nanoseconds / 1e9)).toFixed(2)} tokens/s`;
}
