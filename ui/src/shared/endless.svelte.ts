// A long list read from its newest end, page by page, that follows the changes of the office.
import { untrack } from "svelte";
import { asFailed, type Failed } from "./call";
import { onChange } from "./live.svelte";

export type EndlessPage<Row> = { total: number; rows: ReadonlyArray<Row> };
type Ask<Row> = (from: number, count: number) => Promise<EndlessPage<Row>>;

const pageSize = 100;

/** From the start for a new question; all that is loaded once more; or one page on. */
type Reading = "begin" | "again" | "onward";

/**
 * Make it while a component is set up. `about` names what is asked for: when it changes, the list
 * begins anew. A change of one of `tables` reads again what is loaded, and swaps it in at once.
 */
export class Endless<Row> {
  rows = $state.raw<ReadonlyArray<Row>>([]);
  total = $state(0);
  failure = $state.raw<Failed | null>(null);
  loading = $state(false);
  /** The last reading began at the front: what was added stands there, not at the end. */
  inFront = $state(false);
  /** The first page of the present question is there. */
  begun = $state(false);

  #ask: Ask<Row>;
  #about: () => string;
  #underWay = false;
  #again = false;
  #gone = false;

  constructor(ask: Ask<Row>, about: () => string, tables: ReadonlyArray<string>) {
    this.#ask = ask;
    this.#about = about;
    const subject = $derived(about());
    $effect(() => {
      void subject;
      untrack(() => this.#read("begin"));
    });
    $effect(() => {
      const stop = onChange((change) => {
        if (change.tables.some((table) => tables.includes(table))) this.refresh();
      });
      return () => {
        this.#gone = true;
        stop();
      };
    });
  }

  /** Reads the pages that are loaded once more. */
  refresh(): void {
    void this.#read(this.begun ? "again" : "begin");
  }

  /** Reads one page more, if there is one. */
  more(): void {
    if (!this.#underWay && this.begun && this.rows.length < this.total) void this.#read("onward");
  }

  async #read(reading: Reading): Promise<void> {
    if (this.#underWay) {
      this.#again = true;
      return;
    }
    this.#underWay = true;
    this.loading = true;
    const about = untrack(() => this.#about());
    try {
      const { rows, total } = await this.#pages(reading);
      if (!this.#gone && about === untrack(() => this.#about())) {
        this.inFront = reading === "again";
        this.rows = rows;
        this.total = total;
        this.failure = null;
        this.begun = true;
      }
    } catch (caught) {
      if (!this.#gone) this.failure = asFailed(caught);
    }
    this.#underWay = false;
    this.loading = false;
    if (!this.#again || this.#gone) return;
    this.#again = false;
    await this.#read(about === untrack(() => this.#about()) && this.begun ? "again" : "begin");
  }

  /** Reading again takes up as many rows more as the list has grown: all of them came in at the front. */
  async #pages(reading: Reading): Promise<{ rows: Row[]; total: number }> {
    const rows = reading === "onward" ? [...this.rows] : [];
    let wanted = reading === "again" ? this.rows.length : rows.length + pageSize;
    let total = this.total;
    do {
      const page = await this.#ask(rows.length, pageSize);
      if (reading === "again") wanted += Math.max(0, page.total - total);
      rows.push(...page.rows);
      total = page.total;
      if (page.rows.length === 0) break;
    } while (rows.length < Math.min(wanted, total));
    return { rows: rows.slice(0, wanted), total };
  }
}
