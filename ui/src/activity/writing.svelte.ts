// The activity log written into a file, as a table or as sheets for paper; it goes on when the page is left.
import type { ActivityFilter, ActivityWritten, Progress } from "../bindings";
import { asFailed, startJob, type Job } from "../shared/call";
import { chooseSave } from "../shared/host";
import { toast, toastFailure } from "../shared/toast";

export type Way = "activity_export" | "activity_print";

const WAYS: Record<Way, { title: string; ending: string; cancelled: string }> = {
  activity_export: { title: "Export the activity log", ending: "csv", cancelled: "The export was cancelled. No file was written." },
  activity_print: { title: "Save the activity log for paper", ending: "pdf", cancelled: "The list was cancelled. No file was written." },
};

export class Writing {
  progress = $state.raw<Progress | null>(null);
  /** The person is choosing where to save. */
  choosing = $state(false);
  #job = $state.raw<Job<Way> | null>(null);
  #way: Way;

  constructor(way: Way) {
    this.#way = way;
  }

  get running(): boolean {
    return this.#job !== null;
  }

  /** Asks where to, and writes there what the filter leaves. Choosing nothing writes nothing. */
  async start(filter: ActivityFilter): Promise<void> {
    if (this.choosing || this.#job) return;
    const { title, ending } = WAYS[this.#way];
    this.choosing = true;
    try {
      const path = await chooseSave({ title, suggested: `activity-${today()}.${ending}` });
      this.choosing = false;
      if (path !== null) await this.#write(path, filter);
    } catch (caught) {
      this.#say(caught);
    }
    this.choosing = false;
    this.#job = null;
  }

  /** Stops the writing, which then leaves no file. */
  async cancel(): Promise<void> {
    await this.#job?.cancel().catch(toastFailure);
  }

  async #write(path: string, filter: ActivityFilter): Promise<void> {
    this.progress = null;
    this.#job = startJob(this.#way, { path, filter }, (progress) => (this.progress = progress));
    toast(told(await this.#job.result));
  }

  #say(caught: unknown): void {
    if (asFailed(caught).code === "cancelled") toast(WAYS[this.#way].cancelled);
    else toastFailure(caught);
  }
}

/** What was written, with the head that stands in the file. */
export function told({ sentence, head }: Pick<ActivityWritten, "sentence" | "head">): string {
  if (sentence.includes(head)) return sentence;
  return `${sentence.replace(/\.$/, "")}. Its head: ${head}`;
}

/** The day on this computer's clock. */
function today(now = new Date()): string {
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

const writings = new Map<string, Writing>();

/** What an account has under way in this way. */
export function writingOf(account: number, way: Way): Writing {
  const key = `${account} ${way}`;
  const kept = writings.get(key);
  if (kept) return kept;
  const writing = new Writing(way);
  writings.set(key, writing);
  return writing;
}
