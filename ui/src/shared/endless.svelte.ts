// A long list read from its newest end, page by page, that follows the changes of the office.
import { untrack } from "svelte";
import { asFailed, type Failed } from "./call";
import { onChange } from "./live.svelte";

export type EndlessPage<Row> = {
  /** How many rows the whole list has. */
  total: number;
  /** There are more than `total`: counting ended there. */
  more?: boolean;
  rows: ReadonlyArray<Row>;
};

/** Asks for `count` rows behind the first `from`, of which `last` is the last one. */
type Ask<Row> = (from: number, count: number, last: Row | undefined) => Promise<EndlessPage<Row>>;

/** From the start for a new question; all that is loaded once more; or one page on. */
type Reading = "begin" | "again" | "onward";

type Read<Row> = { rows: Row[]; total: number; more: boolean; atEnd: boolean };

const pageSize = 100;

/**
 * Make it while a component is set up. `about` names what is asked for: when it changes, the list
 * begins anew. A change of one of `tables` reads again what is loaded, and swaps it in at once.
 *
 * With `order`, the number by which the rows fall, the list is asked by its last row, and reading again goes down
 * to the row that was last: nothing is missed and nothing comes twice, however many came in front. Without it the
 * list is asked by position, and what it has grown by came in front.
 */
export class Endless<Row> {
  rows = $state.raw<ReadonlyArray<Row>>([]);
  total = $state(0);
  /** There are more than `total`. */
  counting = $state(false);
  failure = $state.raw<Failed | null>(null);
  loading = $state(false);
  /** The last reading began at the front: what was added stands there, not at the end. */
  inFront = $state(false);
  /** The first page of the present question is there. */
  begun = $state(false);

  #ask: Ask<Row>;
  #about: () => string;
  #order: ((row: Row) => number) | null;
  /** What the rows that are shown were asked by. */
  #shown: string | null = null;
  #atEnd = false;
  #underWay = false;
  #again = false;
  #gone = false;

  constructor(ask: Ask<Row>, about: () => string, tables: ReadonlyArray<string>, order: ((row: Row) => number) | null = null) {
    this.#ask = ask;
    this.#about = about;
    this.#order = order;
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
    if (!this.#underWay && this.begun && !this.#atEnd) void this.#read("onward");
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
      const read = await (this.#order ? this.#byRow(reading, this.#order) : this.#byPosition(reading));
      if (this.#isStillAsked(about)) this.#show(read, about, reading);
    } catch (caught) {
      if (this.#isStillAsked(about)) this.#fail(asFailed(caught), about);
    }
    this.#underWay = false;
    this.loading = false;
    if (!this.#again || this.#gone) return;
    this.#again = false;
    await this.#read(this.#isStillAsked(about) && this.begun ? "again" : "begin");
  }

  #isStillAsked(about: string): boolean {
    return !this.#gone && about === untrack(() => this.#about());
  }

  #show({ rows, total, more, atEnd }: Read<Row>, about: string, reading: Reading): void {
    this.inFront = reading === "again";
    this.rows = rows;
    this.total = total;
    this.counting = more;
    this.failure = null;
    this.begun = true;
    this.#atEnd = atEnd;
    this.#shown = about;
  }

  /** What is shown stays, unless it answers another question than the one that failed. */
  #fail(failed: Failed, about: string): void {
    this.failure = failed;
    if (this.#shown === about) return;
    this.rows = [];
    this.total = 0;
    this.counting = false;
    this.begun = false;
  }

  async #byRow(reading: Reading, order: (row: Row) => number): Promise<Read<Row>> {
    const rows = reading === "onward" ? [...this.rows] : [];
    const before = reading === "again" ? this.rows.at(-1) : undefined;
    const until = before === undefined ? Infinity : order(before);
    // Behind the end nothing was left out: what stands there now is shown too.
    const cuts = before !== undefined && !this.#atEnd;
    let { total, counting: more } = this;
    for (;;) {
      const page = await this.#ask(rows.length, pageSize, rows.at(-1));
      if (rows.length === 0) {
        total = page.total;
        more = page.more ?? false;
      }
      const next = below(rows.at(-1), page.rows, order);
      rows.push(...next);
      const last = rows.at(-1);
      const atEnd = next.length < pageSize;
      if (!atEnd && last !== undefined && order(last) > until) continue;
      // Never less than a page: a list without a scroll bar would ask for no more.
      const wanted = cuts ? Math.max(pageSize, rows.filter((row) => order(row) >= until).length) : rows.length;
      return { rows: rows.slice(0, wanted), total, more, atEnd: atEnd && rows.length <= wanted };
    }
  }

  /** Reading again takes up as many rows more as the list has grown: all of them came in at the front. */
  async #byPosition(reading: Reading): Promise<Read<Row>> {
    const rows = reading === "onward" ? [...this.rows] : [];
    let wanted = reading === "again" ? this.rows.length : rows.length + pageSize;
    let { total, counting: more } = this;
    do {
      const page = await this.#ask(rows.length, pageSize, rows.at(-1));
      if (reading === "again") wanted += Math.max(0, page.total - total);
      rows.push(...page.rows);
      total = page.total;
      more = page.more ?? false;
      if (page.rows.length === 0) break;
    } while (rows.length < Math.min(wanted, total));
    return { rows: rows.slice(0, wanted), total, more, atEnd: Math.min(rows.length, wanted) >= total };
  }
}

/** The rows that really stand behind the last one: no row may stand in a list twice. */
function below<Row>(last: Row | undefined, rows: ReadonlyArray<Row>, order: (row: Row) => number): ReadonlyArray<Row> {
  return last === undefined ? rows : rows.filter((row) => order(row) < order(last));
}
