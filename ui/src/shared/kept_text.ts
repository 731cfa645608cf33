// What somebody has typed and not saved: the core keeps it for the person who typed it, through a lock and a restart.
import { call } from "./call";
import { toastFailure } from "./toast";

/** How long typing must rest before it is written, in milliseconds. */
const rest = 400;
const unwritten = new Set<KeptText>();
/** The writings under way, one after the other: what is read next must see them all. */
let writing: Promise<void> = Promise.resolve();
let failed = false;

/** The text of one form, of one thing or of a new one. */
export class KeptText {
  #form: string;
  #of: number | null;
  #content = "";
  /** What the core has of it; null when that is not known. */
  #stored: string | null = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(form: string, of: number | null) {
    this.#form = form;
    this.#of = of;
  }

  /** What was kept, or nothing. Throws Failed. */
  async read(): Promise<string> {
    await writing;
    const all = await call("drafts", {});
    const kept = all.find(({ form, of }) => form === this.#form && of === this.#of)?.content ?? "";
    this.#content = kept;
    this.#stored = kept;
    return kept;
  }

  /** Keeps this text soon; an empty one forgets what was kept. */
  keep(content: string): void {
    this.#content = content;
    unwritten.add(this);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.write(), rest);
  }

  /** Writes at once what is not written yet. */
  write(): Promise<void> {
    clearTimeout(this.#timer);
    unwritten.delete(this);
    const content = this.#content;
    if (content === this.#stored) return writing;
    this.#stored = content;
    writing = writing.then(() => this.#save(content));
    return writing;
  }

  async #save(content: string): Promise<void> {
    try {
      await call("draft_save", { form: this.#form, of: this.#of, content });
      failed = false;
    } catch (caught) {
      this.#stored = null;
      // Said once: every further letter would fail in the same way.
      if (!failed) toastFailure(caught);
      failed = true;
    }
  }
}

/** Writes everything that is typed and not written yet. */
export async function writeKeptTexts(): Promise<void> {
  await Promise.all([...unwritten].map((text) => text.write()));
  await writing;
}

const write = (): void => void writeKeptTexts();
// A field is left, the window is, or the page goes.
for (const event of ["focusout", "blur", "pagehide"]) addEventListener(event, write);
document.addEventListener("visibilitychange", write);
