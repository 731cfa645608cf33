// Asks the core what is unlikely about a lead while it is typed: one question at a time, the last text wins, nothing waits for it.
import type { LeadInput, Warning } from "../bindings";
import { call } from "../shared/call";

export class Check {
  /** What the core last found unlikely; never a reason not to save. */
  warnings = $state.raw<readonly Warning[]>([]);
  #next: LeadInput | null = null;
  #underWay = false;

  ask(texts: LeadInput): void {
    this.#next = texts;
    if (!this.#underWay) void this.#run();
  }

  clear(): void {
    this.#next = null;
    this.warnings = [];
  }

  of(field: string): string | null {
    return this.warnings.find((warning) => warning.field === field)?.sentence ?? null;
  }

  async #run(): Promise<void> {
    this.#underWay = true;
    while (this.#next !== null) {
      const asked: LeadInput = this.#next;
      this.#next = null;
      try {
        const found = await call("lead_check", asked);
        if (this.#next === null) this.warnings = found;
      } catch {
        // A warning is a help only: what is really wrong is said when the lead is saved.
        this.warnings = [];
      }
    }
    this.#underWay = false;
  }
}
