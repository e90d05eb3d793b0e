/**
 * What code generated from a protocol buffer definition needs.
 *
 * @module
 */
export * from "npm:@bufbuild/protobuf@2.17.0/codegenv2";
