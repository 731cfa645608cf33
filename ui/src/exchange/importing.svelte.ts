// One import from the chosen file to its result; it goes on and is found again when the page was left meanwhile.
import type { ImportLook, ImportResult, ImportTarget, Progress } from "../bindings";
import { asFailed, call, startJob, type Failed, type Job } from "../shared/call";
import { chooseFile } from "../shared/host";
import { undoOperation } from "../shared/toast";
import { choose, guessed, type Mapping } from "./mapping";

export const STEPS = ["File", "Columns", "Import", "Result"] as const;
export type Step = (typeof STEPS)[number];

export class Importing {
  look = $state.raw<ImportLook | null>(null);
  /** The fields that a column may fill. */
  targets = $state.raw<readonly ImportTarget[]>([]);
  mapping = $state.raw<Mapping>([]);
  hasHeader = $state(true);
  progress = $state.raw<Progress | null>(null);
  result = $state.raw<ImportResult | null>(null);
  failure = $state.raw<Failed | null>(null);
  /** A sentence about what has just happened to the import, such as its cancelling. */
  note = $state<string | null>(null);
  /** The file is being looked at. */
  looking = $state(false);
  /** Cancelling was asked for and the core has not stopped yet. */
  stopping = $state(false);

  /** The import is being undone. */
  takingBack = $state(false);
  /** What the core said when the import was undone. */
  takenBack = $state<string | null>(null);

  #job = $state.raw<Job<"import_run"> | null>(null);
  #startedAt = 0;
  #heardAt = $state(0);

  get step(): Step {
    if (this.result) return "Result";
    if (this.#job) return "Import";
    return this.look ? "Columns" : "File";
  }

  /** Rows a second since the start, to two digits, so that it does not flicker; null while it is too early to say. */
  get rate(): number | null {
    const seconds = (this.#heardAt - this.#startedAt) / 1000;
    if (!this.progress || seconds < 1 || this.progress.done === 0) return null;
    return Number((this.progress.done / seconds).toPrecision(2));
  }

  /** Asks for a file and looks into it. Choosing none leaves everything as it was. */
  async chooseFile(): Promise<void> {
    try {
      const path = await chooseFile({ title: "Choose a file to import", kind: "table" });
      if (path !== null) await this.open(path);
    } catch (caught) {
      this.#fail(caught);
    }
  }

  /** Looks into the file at this path. */
  async open(path: string): Promise<void> {
    this.startOver();
    this.looking = true;
    try {
      const [look, targets] = await Promise.all([call("import_look", { path }), call("import_targets", {})]);
      this.targets = targets;
      this.mapping = guessed(look, targets);
      this.hasHeader = look.has_header;
      this.look = look;
    } catch (caught) {
      this.#fail(caught);
    }
    this.looking = false;
  }

  choose(column: number, field: string | null): void {
    this.mapping = choose(this.mapping, column, field);
  }

  /** Imports the file; everything of it is taken, or nothing. */
  async run(): Promise<void> {
    const look = this.look;
    if (!look || this.#job) return;
    this.failure = null;
    this.note = null;
    this.progress = null;
    this.#startedAt = performance.now();
    const plan = { path: look.path, columns: this.mapping, has_header: this.hasHeader };
    this.#job = startJob("import_run", plan, (progress) => this.#hear(progress));
    try {
      this.result = await this.#job.result;
    } catch (caught) {
      this.#end(asFailed(caught), look);
    }
    this.#job = null;
    this.stopping = false;
  }

  async cancel(): Promise<void> {
    if (!this.#job || this.stopping) return;
    this.stopping = true;
    try {
      await this.#job.cancel();
    } catch (caught) {
      this.stopping = false;
      this.failure = asFailed(caught);
    }
  }

  /** Takes back everything that this import did. */
  async undo(): Promise<void> {
    if (!this.result || this.takingBack) return;
    this.takingBack = true;
    const done = await undoOperation(this.result.batch);
    this.takenBack = done?.sentence ?? null;
    this.takingBack = false;
  }

  startOver(): void {
    this.takenBack = null;
    this.look = null;
    this.result = null;
    this.failure = null;
    this.note = null;
    this.progress = null;
  }

  #hear(progress: Progress): void {
    this.progress = progress;
    this.#heardAt = performance.now();
  }

  #end(failed: Failed, look: ImportLook): void {
    if (failed.code === "cancelled") this.note = `The import was cancelled. Nothing of ${look.file_name} was added.`;
    else this.failure = failed;
  }

  #fail(caught: unknown): void {
    this.failure = asFailed(caught);
  }
}

const imports = new Map<number, Importing>();

/** The import that an account has under way or has finished last. */
export function importOf(account: number): Importing {
  const kept = imports.get(account);
  if (kept) return kept;
  const importing = new Importing();
  imports.set(account, importing);
  return importing;
}
