// One check of the log from its start to what it found; it goes on and is found again when the page was left meanwhile.
import type { Progress, Verified } from "../bindings";
import { asFailed, startJob, type Failed, type Job } from "../shared/call";
import { notice, toast } from "../shared/toast";

export class Checking {
  progress = $state.raw<Progress | null>(null);
  found = $state.raw<Verified | null>(null);
  failure = $state.raw<Failed | null>(null);
  /** The last check was stopped before its end. */
  stopped = $state(false);
  /** Stopping was asked for and the core has not stopped yet. */
  stopping = $state(false);
  /** The panel that shows how it goes is open: what was found needs no other word. */
  watched = false;

  #job = $state.raw<Job<"log_verify"> | null>(null);
  /** Every entry is checked, not only those since the last check. */
  whole = $state(false);

  get running(): boolean {
    return this.#job !== null;
  }

  /** Checks the log; one check at a time. */
  async run(whole: boolean): Promise<void> {
    if (this.#job) return;
    this.whole = whole;
    this.progress = null;
    this.found = null;
    this.failure = null;
    this.stopped = false;
    this.#job = startJob("log_verify", { whole }, (progress) => (this.progress = progress));
    try {
      this.found = await this.#job.result;
    } catch (caught) {
      this.#end(asFailed(caught));
    }
    this.#job = null;
    this.stopping = false;
    if (!this.watched) this.#tell();
  }

  async stop(): Promise<void> {
    if (!this.#job || this.stopping) return;
    this.stopping = true;
    try {
      await this.#job.cancel();
    } catch (caught) {
      this.stopping = false;
      this.failure = asFailed(caught);
    }
  }

  #end(failed: Failed): void {
    if (failed.code === "cancelled") this.stopped = true;
    else if (failed.code !== "signed_out") this.failure = failed;
  }

  /** A log that is not sound must have been read of: that notice stays. */
  #tell(): void {
    if (this.found) (this.found.sound ? toast : notice)(this.found.sentence);
    else if (this.failure) notice(this.failure.sentence);
  }
}

const checks = new Map<number, Checking>();

/** The check that an account has under way or has made last. */
export function checkingOf(account: number): Checking {
  const kept = checks.get(account);
  if (kept) return kept;
  const checking = new Checking();
  checks.set(account, checking);
  return checking;
}
