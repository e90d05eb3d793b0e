import { join, relative } from "../../src/deps/path.ts";
import {
  type HubFile,
  HubRepository,
  type HubRepositoryOptions,
} from "./hub_server/hub_repository.ts";
import { serveBytes } from "./hub_server/serve_bytes.ts";

/** A request that a {@linkcode HubServer} got. */
export interface HubRequestRecord {
  /** Whom it was for: the hub itself, or the other host that large files come from. */
  host: "hub" | "cdn";
  /** Its method. */
  method: string;
  /** Its path and query. */
  path: string;
  /** Its headers. */
  headers: Headers;
}

/**
 * A hub like Hugging Face's, on this machine: the API for models, files by revision, large ones by a redirect to a second
 * host that refuses tokens, private and gated repositories, revisions, pages, search.
 */
export class HubServer {
  /** All requests, the first one first. */
  readonly requests: HubRequestRecord[] = [];
  /** Files on a page of a tree. */
  pageSize = 1000;
  /** Answers a request instead of the hub, where it returns something. */
  intercept: (record: HubRequestRecord, request: Request) => Response | undefined = () => undefined;
  /** Tokens that the hub knows. */
  readonly tokens = new Set<string>();
  readonly #repositories = new Map<string, HubRepository>();
  readonly #blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #hub = this.#serve("hub", (request) => this.#answer(request));
  readonly #cdn = this.#serve("cdn", (request) => this.#blob(request));

  /** The address for `HF_ENDPOINT`. */
  get url(): string {
    return `http://127.0.0.1:${this.#hub.addr.port}`;
  }

  /** The address of the other host. */
  get cdnUrl(): string {
    return `http://127.0.0.1:${this.#cdn.addr.port}`;
  }

  /** Adds a repository with a commit on `main`. */
  add(
    name: string,
    files: Record<string, string | Uint8Array>,
    options: HubRepositoryOptions = {},
  ): HubRepository {
    const repository = new HubRepository(name, options);
    repository.commit(files, "main");
    this.#repositories.set(name, repository);
    for (const token of [...options.private ?? [], ...options.gated ?? []]) this.tokens.add(token);
    return repository;
  }

  /** Paths and queries of the requests for one of the hosts. */
  paths(host: "hub" | "cdn"): string[] {
    return this.requests.filter((request) => request.host === host).map(({ path }) => path);
  }

  /** Ends both hosts. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#hub.shutdown(), this.#cdn.shutdown()]);
  }

  #serve(
    host: "hub" | "cdn",
    answer: (request: Request) => Response,
  ): Deno.HttpServer<Deno.NetAddr> {
    return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      const record = { host, method, path: pathname + search, headers };
      this.requests.push(record);
      return this.intercept(record, request) ?? answer(request);
    });
  }

  #answer(request: Request): Response {
    const url = new URL(request.url);
    const token = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
    if (token !== undefined && !this.tokens.has(token)) {
      return failure(401, undefined, "Invalid credentials in Authorization header");
    }
    if (url.pathname === "/api/models") return this.#search(url.searchParams);
    const route = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/.exec(url.pathname) ??
      /^\/([^/]+\/[^/]+)\/(resolve)\/([^/]+)\/(.+)$/.exec(url.pathname);
    const repository = this.#repositories.get(route?.[1] ?? "");
    const { private: readers } = repository?.options ?? {};
    if (route === null || repository === undefined || (readers && !readers.includes(token ?? ""))) {
      // Without a token, the hub does not tell whether there is such a repository.
      return failure(token === undefined ? 401 : 404, "RepoNotFound", "Repository not found");
    }
    const [, , action, revision, path] = route.map((part) => part && decodeURIComponent(part));
    const commit = repository.resolve(revision!);
    if (commit === undefined) {
      return failure(404, "RevisionNotFound", `Invalid rev id: ${revision}`);
    }
    if (action === "revision") return this.#info(repository, commit);
    if (action === "tree") return this.#tree(repository.files(commit), url);
    const { gated } = repository.options;
    if (gated && !gated.includes(token ?? "")) {
      const status = token === undefined ? 401 : 403;
      return failure(status, "GatedRepo", `Access to model ${repository.name} is restricted`);
    }
    const file = repository.files(commit).get(path!);
    if (file === undefined) return failure(404, "EntryNotFound", "Entry not found");
    return this.#resolve(request, commit, file);
  }

  #info({ name, options }: HubRepository, commit: string): Response {
    const { license, tags = [], task } = options;
    return Response.json({
      id: name,
      modelId: name,
      sha: commit,
      private: options.private !== undefined,
      gated: options.gated === undefined ? false : "auto",
      tags: [...tags, ...license === undefined ? [] : [`license:${license}`]],
      pipeline_tag: task,
      cardData: license === undefined ? undefined : { license },
    });
  }

  /** One page of a commit's files, with the folders among them, and a link to the next. */
  #tree(files: Map<string, HubFile>, url: URL): Response {
    const folders = new Set<string>();
    for (const path of files.keys()) {
      for (let cut = path.indexOf("/"); cut > 0; cut = path.indexOf("/", cut + 1)) {
        folders.add(path.slice(0, cut));
      }
    }
    const entries = [
      ...[...folders].map((path) => ({ type: "directory", path, size: 0, oid: "0".repeat(40) })),
      ...[...files].map(([path, { bytes, oid, sha256 }]) => ({
        type: "file",
        path,
        size: bytes.length,
        oid,
        ...sha256 === undefined
          ? {}
          : { lfs: { oid: sha256, size: bytes.length, pointerSize: 132 } },
      })),
    ];
    const start = Number(url.searchParams.get("cursor") ?? 0);
    const end = start + this.pageSize;
    const next = new URL(url);
    next.searchParams.set("cursor", String(end));
    const headers: Record<string, string> = end < entries.length
      ? { link: `<${next}>; rel="next"` }
      : {};
    return Response.json(entries.slice(start, end), { headers });
  }

  #resolve(request: Request, commit: string, { bytes, oid, sha256 }: HubFile): Response {
    if (sha256 === undefined) return serveBytes(request, bytes, oid, { "x-repo-commit": commit });
    this.#blobs.set(sha256, bytes);
    return new Response(null, {
      status: 302,
      headers: {
        location: `${this.cdnUrl}/blobs/${sha256}?signature=${crypto.randomUUID()}`,
        "x-repo-commit": commit,
        "x-linked-etag": `"${sha256}"`,
        "x-linked-size": String(bytes.length),
      },
    });
  }

  /** A large file. Like stores with signed addresses, refuses a request that brings a token as well. */
  #blob(request: Request): Response {
    if (request.headers.has("authorization")) {
      return new Response("Only one auth mechanism allowed", { status: 400 });
    }
    const sha256 = /^\/blobs\/([0-9a-f]{64})$/.exec(new URL(request.url).pathname)?.[1] ?? "";
    const bytes = this.#blobs.get(sha256);
    return bytes === undefined
      ? new Response("NoSuchKey", { status: 404 })
      : serveBytes(request, bytes, sha256);
  }

  #search(query: URLSearchParams): Response {
    const text = query.get("search")?.toLowerCase() ?? "";
    const filters = query.getAll("filter");
    const rows = [...this.#repositories.values()]
      .filter(({ name, options }) =>
        options.private === undefined && name.toLowerCase().includes(text) &&
        filters.every((filter) => options.tags?.includes(filter))
      )
      .map(({ name, options }) => ({
        id: name,
        downloads: options.downloads ?? 0,
        likes: 0,
        pipeline_tag: options.task,
        tags: [...options.tags ?? [], ...options.license ? [`license:${options.license}`] : []],
      }));
    if (query.get("sort") === "downloads") rows.sort((a, b) => b.downloads - a.downloads);
    return Response.json(rows.slice(0, Number(query.get("limit") ?? 1000)));
  }
}

/** The files of a folder, as {@linkcode HubServer.add} takes them. */
export async function folderFiles(folder: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  const read = async (inner: string) => {
    for await (const { name, isDirectory } of Deno.readDir(inner)) {
      const path = join(inner, name);
      if (isDirectory) await read(path);
      else files[relative(folder, path).replaceAll("\\", "/")] = await Deno.readFile(path);
    }
  };
  await read(folder);
  return files;
}

function failure(status: number, code: string | undefined, message: string): Response {
  return Response.json({ error: message }, {
    status,
    headers: { "x-error-message": message, ...code === undefined ? {} : { "x-error-code": code } },
  });
}
