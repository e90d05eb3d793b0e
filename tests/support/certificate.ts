import { join } from "../../src/deps/path.ts";

/** A certificate for this machine and its key, as PEM files. */
export interface TestCertificate {
  /** The certificate's file. */
  cert: string;
  /** The key's file. */
  key: string;
}

/** Whether certificates can be made here. */
export const hasOpenssl: boolean = (() => {
  try {
    return new Deno.Command("openssl", { args: ["version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
})();

/** Makes a certificate for `localhost` and `127.0.0.1` that signs itself, in a folder. */
export async function makeCertificate(folder: string): Promise<TestCertificate> {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const { success, stderr } = await new Deno.Command("openssl", {
    args: [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost"],
      ...["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
      ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ],
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return { cert, key };
}
