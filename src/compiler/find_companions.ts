import { dirname } from "../deps/path.ts";
import { findModel } from "./find_model.ts";
import type { ModelFiles } from "./model_files.ts";
import { documentFolders, readDocuments } from "./read_documents.ts";

/**
 * Finds a model and the documents that accompany it.
 *
 * @param modelPathOrFolder An ONNX file, or a folder in Hugging Face's layout: the file in it or in its `onnx` folder.
 * @throws {HologramError} `not_found` when there is no model, `invalid` when several could be meant or a document
 * does not parse, `unsupported` when the folder holds a model of several networks.
 */
export async function findCompanions(modelPathOrFolder: string): Promise<ModelFiles> {
  const modelPath = await findModel(modelPathOrFolder);
  const documents = await readDocuments(await documentFolders(dirname(modelPath)));
  return { modelPath, ...documents };
}
