import { isPrecision, spelledPrecision } from "./precision.ts";
import { inFolder, type Network } from "./survey_files.ts";

/** The networks that a component stands for. */
export interface FoundNetworks {
  /** The networks, all of the repository unless the component narrows them. */
  networks: Network[];
  /** The folder that they are in. */
  folder: string;
  /** How they were found. */
  by: "nothing" | "file" | "name" | "folder" | "precision";
  /** The precision that the component is. */
  precision?: string;
}

/** Networks of a decoder, of which the merged one takes the place of the others. */
const DECODERS = ["decoder_model", "decoder_with_past_model", "decoder_model_merged"];

/**
 * The networks that a component stands for: a file, a network's name, a folder or a precision, in this order. The folder
 * `onnx`, the ending `_model` and letter case may be left out. Gives `undefined` when nothing is called so.
 */
export function findNetworks(
  networks: readonly Network[],
  component: string | undefined,
): FoundNetworks | undefined {
  if (component === undefined) return { networks: [...networks], folder: "", by: "nothing" };
  const wanted = component.toLowerCase();
  const inFile = networks.flatMap((network) => {
    const variants = network.variants.filter(({ file }) =>
      [wanted, `onnx/${wanted}`].includes(file.path.toLowerCase())
    );
    return variants.length === 0 ? [] : [{ ...network, variants }];
  });
  if (inFile.length > 0) return { networks: inFile, folder: "", by: "file" };
  const called = networks.filter((network) => namesOf(network).includes(wanted));
  if (called.length > 0) return { networks: called, folder: "", by: "name" };
  const inside = networks.filter(({ folder }) =>
    `${folder.toLowerCase()}/`.startsWith(`${wanted}/`)
  );
  if (inside.length > 0) {
    return { networks: inside, folder: inside[0]!.folder.slice(0, wanted.length), by: "folder" };
  }
  if (!isPrecision(component)) return undefined;
  return {
    networks: [...networks],
    folder: "",
    by: "precision",
    precision: spelledPrecision(component),
  };
}

function namesOf({ label, folder, name }: Network): string[] {
  const names = [label, inFolder(folder, name)].map((each) => each.toLowerCase());
  return [...names, ...names.map((each) => each.replace(/_model$/, ""))];
}

/**
 * Those of some networks that clearly are a whole model, the best first: the only one; else in the folder, then in
 * its folder `onnx`, the one called `model`, or the merged decoder where all others there are parts of it.
 */
export function wholeNetworks(networks: readonly Network[], folder: string): Network[] {
  if (networks.length === 1) return [...networks];
  return [folder, inFolder(folder, "onnx")].flatMap((each) => {
    const here = networks.filter((network) => network.folder === each);
    const isDecoder = here.every(({ name }) => DECODERS.includes(name));
    const whole = here.find(({ name }) => name === "model") ??
      (isDecoder ? here.find(({ name }) => name === "decoder_model_merged") : undefined);
    return whole === undefined ? [] : [whole];
  });
}
