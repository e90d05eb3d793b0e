import type { GenerationSection } from "../holo/mod.ts";
import {
  AnswerParser,
  type DeclaredTool,
  declaredTools,
  filterThinking,
  isFramed,
  markersOf,
  openPromptTemplate,
  type PromptTemplate,
  startsThinking,
  type Tokenizer,
  type ToolCallFormat,
  toolCallFormatOf,
  Vocabulary,
} from "../text/mod.ts";
import { AnswerConstraint } from "./answer_constraint.ts";
import { answerGrammar } from "./answer_grammar.ts";
import type { GenerationRequest } from "./generation_request.ts";

/** How one answer is made and read. */
export interface AnswerPlan {
  /** Special tokens that are part of its text, since they tell of thinking or calls. */
  visible: ReadonlySet<number>;
  /** Separates thinking and calls from its text; nothing where there can be neither. */
  parser?: AnswerParser;
  /** The structure that it is held to. */
  constraint?: AnswerConstraint;
  /** The logits to draw from, given the network's. */
  adjust: (logits: Float32Array) => Float32Array;
}

/** What plans are made from. */
export interface PlannerParts {
  /** Its tokenizer. */
  tokenizer: Tokenizer;
  /** What tokens end an answer. */
  generation: Pick<GenerationSection, "eos_token_ids">;
  /** The source of its own chat template. */
  chatTemplate?: string;
}

/** A model that thinks writes its thoughts so, whatever its template. */
type Tags = { open: string; close: string };

/** Knows a model's templates, and plans from them how its answers are made and read. */
export class AnswerPlanner {
  readonly #parts: PlannerParts;
  readonly #own: PromptTemplate | undefined;
  /** The last template that a request brought. */
  #other: PromptTemplate | undefined;
  #vocabulary: { visible: string; value: Vocabulary } | undefined;
  #scratch = new Float32Array(0);

  /**
   * Reads the model's own template.
   *
   * @throws {HologramError} `invalid` when it is malformed.
   */
  constructor(parts: PlannerParts) {
    this.#parts = parts;
    this.#own = parts.chatTemplate === undefined ? undefined : this.#open(parts.chatTemplate);
  }

  /** The template that a request goes through; nothing when it goes past it or there is none. */
  template({ raw, template }: GenerationRequest): PromptTemplate | undefined {
    if (raw) return undefined;
    if (template === undefined || template === this.#own?.source) return this.#own;
    if (this.#other?.source !== template) this.#other = this.#open(template);
    return this.#other;
  }

  /** A request with what it leaves open decided: whether to think, and which earlier thoughts the template sees. */
  adapt(request: GenerationRequest): GenerationRequest {
    const { messages, stripThinking } = request;
    return {
      ...request,
      think: request.think ?? this.#think(request),
      messages: stripThinking && messages
        ? filterThinking(messages, { family: "qwen3" })
        : messages,
    };
  }

  /**
   * Whether to think where the request does not say: not in front of an answer that is held to a structure; always
   * with Go's templates, as in Ollama; else as the template has it.
   */
  #think(request: GenerationRequest): boolean | undefined {
    const template = this.template(request);
    if (!template?.capabilities.has("thinking")) return undefined;
    const { format, toolChoice } = request;
    const isHeld = format !== undefined || toolChoice === "required" ||
      typeof toolChoice === "object";
    if (isHeld) return false;
    return template.kind === "go" ? true : undefined;
  }

  /**
   * Plans an answer.
   *
   * @param request The request.
   * @param prompt The text of its prompt, which may end in opened thinking.
   * @throws {HologramError} `invalid` or `unsupported` when the tools or the structure are.
   */
  plan(request: GenerationRequest, prompt: string): AnswerPlan {
    const template = this.template(request);
    const asked = request.toolChoice === "none" ? [] : request.tools ?? [];
    const tools = template === undefined ? [] : declaredTools(asked);
    const toolFormat = template && formatOf(template, tools);
    const tags = request.think === false ? undefined : template?.thinkingTags;
    const startInside = tags !== undefined && startsThinking(prompt, tags);
    const visible = this.#visible(toolFormat, tags);
    const parser = tags === undefined && toolFormat === undefined
      ? undefined
      : new AnswerParser({ thinkingTags: tags, startInside, toolFormat, tools });
    const constraint = this.#constraint(request, { tools, toolFormat, tags, startInside, visible });
    const bias = this.#bias(request);
    const adjust = (logits: Float32Array) => {
      if (constraint === undefined && bias.length === 0) return logits;
      if (this.#scratch.length !== logits.length) this.#scratch = new Float32Array(logits.length);
      const scratch = this.#scratch;
      scratch.set(logits);
      for (const [id, value] of bias) if (id < scratch.length) scratch[id]! += value;
      constraint?.mask(scratch);
      return scratch;
    };
    return { visible, parser, constraint, adjust };
  }

  #open(source: string): PromptTemplate {
    const { bosToken, eosToken } = this.#parts.tokenizer;
    return openPromptTemplate(source, { bosToken, eosToken });
  }

  #visible(format: ToolCallFormat | undefined, tags: Tags | undefined): ReadonlySet<number> {
    const { tokenizer } = this.#parts;
    const texts = [...format ? markersOf(format) : [], ...tags ? [tags.open, tags.close] : []];
    return new Set(
      texts.map((text) => tokenizer.idOf(text)).filter((id) => id !== undefined),
    );
  }

  #constraint(
    request: GenerationRequest,
    plan: {
      tools: readonly DeclaredTool[];
      toolFormat: ToolCallFormat | undefined;
      tags: Tags | undefined;
      startInside: boolean;
      visible: ReadonlySet<number>;
    },
  ): AnswerConstraint | undefined {
    const { tokenizer, generation } = this.#parts;
    const endings = generation.eos_token_ids.filter((id) => tokenizer.has(id))
      .map((id) => tokenizer.tokenText(id));
    const source = answerGrammar(request, plan.tools, plan.toolFormat, endings);
    if (source === undefined) return undefined;
    const vocabulary = this.#vocabularyWith(plan.visible);
    const thinking = request.think || plan.startInside ? plan.tags : undefined;
    return new AnswerConstraint({ source, vocabulary, thinking, startInside: plan.startInside });
  }

  #vocabularyWith(visible: ReadonlySet<number>): Vocabulary {
    const key = [...visible].join(" ");
    if (this.#vocabulary?.visible === key) return this.#vocabulary.value;
    const { tokenizer, generation } = this.#parts;
    const tokens = Array.from({ length: tokenizer.size }, (_, id) => {
      const hidden = !tokenizer.has(id) || (tokenizer.isSpecial(id) && !visible.has(id));
      return hidden ? undefined : tokenizer.bytesOf(id, false);
    });
    const value = new Vocabulary(tokens, generation.eos_token_ids);
    this.#vocabulary = { visible: key, value };
    return value;
  }

  #bias({ logitBias = {} }: GenerationRequest): [number, number][] {
    return Object.entries(logitBias).map(([id, value]) => {
      this.#parts.tokenizer.tokenText(Number(id));
      return [Number(id), value];
    });
  }
}

function formatOf(
  template: PromptTemplate,
  tools: readonly DeclaredTool[],
): ToolCallFormat | undefined {
  const { kind, source, toolCallTag } = template;
  const isTagged = kind === "go" && !source.includes("<|channel|>");
  const format: ToolCallFormat | undefined = !isTagged
    ? toolCallFormatOf(source)
    : toolCallTag === undefined
    ? undefined
    : { kind: "tag", tag: toolCallTag };
  // Formats whose plain answers have marks around them are read with or without tools.
  return format && (tools.length > 0 || isFramed(format)) ? format : undefined;
}
