import { HologramError } from "../base/mod.ts";
import { expandPath, type HomeOf } from "./expand_path.ts";
import type { HolofileCommand } from "./holofile_command.ts";
import { holofileError } from "./holofile_error.ts";
import { type HolofileResult, RequestBuilder } from "./request_builder.ts";

/** Where a Holofile's paths lead. */
export interface HolofilePlace {
  /** The folder of the Holofile. */
  folder: string;
  /** Finds home folders: `homeFolder` does. */
  homeOf: HomeOf;
  /** Whether there is a file or a folder at an absolute path. */
  exists: (path: string) => boolean | Promise<boolean>;
}

/** How a `FROM` starts that can only be a path. */
const PATH_START = /^(?:\.{1,2}(?:[/\\]|$)|[/\\~]|[A-Za-z]:[/\\])/;

/**
 * What a Holofile's commands ask for. `FROM` is a file or a folder where there is one, else the name of a model.
 *
 * @throws {HologramError} `invalid`, with the line in the message or in the hint, when a value is not what its
 * instruction takes; `not_found` when a path leads nowhere.
 */
export async function holofileRequest(
  commands: readonly HolofileCommand[],
  place: HolofilePlace,
): Promise<HolofileResult> {
  const builder = new RequestBuilder();
  for (const command of commands) {
    if (command.name === "model") await addFrom(builder, command, place);
    else builder.add(command);
  }
  return builder.result();
}

async function addFrom(
  builder: RequestBuilder,
  { args, line }: HolofileCommand,
  { folder, homeOf, exists }: HolofilePlace,
): Promise<void> {
  if (args === "") throw holofileError(line, "FROM needs a model, a file or a folder");
  const path = expandPath(args, folder, homeOf);
  const found = await exists(path);
  if (!found && PATH_START.test(args)) {
    throw new HologramError(`(line ${line}): no such file or folder: ${path}`, {
      kind: "not_found",
    });
  }
  builder.addFrom(line, found ? { path } : { model: args });
}
