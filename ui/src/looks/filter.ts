// The filter of who looked: what a person chose, as the core is asked and as the screen shows it.
import type { LookKind, LooksQuestion, PersonLooks } from "../bindings";
import { day, number } from "../shared/format";

export type Chosen = {
  people: ReadonlyArray<number>;
  kinds: ReadonlyArray<LookKind>;
  /** As they were typed; the core reads them. */
  from: string;
  to: string;
};

export const EVERYTHING: Chosen = { people: [], kinds: [], from: "", to: "" };

/** A part of the filter that can be taken away by itself. */
export type Part = { key: string; label: string; without: Chosen };

type Kind = { kind: LookKind; label: string; /** How the summary counts it. */ figure: "reveals" | "exports" | "prints" | "backups" };

export const KINDS: ReadonlyArray<Kind> = [
  { kind: "reveal", label: "Reveals", figure: "reveals" },
  { kind: "export", label: "Exports", figure: "exports" },
  { kind: "print", label: "Prints", figure: "prints" },
  { kind: "backup", label: "Backups", figure: "backups" },
];

/** What is asked of the core, without how much of it. */
export function asked({ people, kinds, from, to }: Chosen, lead: number | null): Omit<LooksQuestion, "count"> {
  return {
    ...(lead === null ? {} : { lead }),
    ...(people.length === 0 ? {} : { people: [...people] }),
    ...(kinds.length === 0 ? {} : { kinds: [...kinds] }),
    ...(from === "" ? {} : { from }),
    ...(to === "" ? {} : { to }),
  };
}

/** Every part of the filter in words. `known` are the people that the summary names. */
export function parts(chosen: Chosen, known: ReadonlyArray<PersonLooks>): Part[] {
  const { people, kinds, from, to } = chosen;
  return [
    ...people.map((account) => ({
      key: `person ${account}`,
      label: known.find((each) => each.account === account)?.name ?? `Account ${number(account)}`,
      without: { ...chosen, people: people.filter((each) => each !== account) },
    })),
    ...kinds.map((kind) => ({
      key: `kind ${kind}`,
      label: KINDS.find((each) => each.kind === kind)?.label ?? kind,
      without: { ...chosen, kinds: kinds.filter((each) => each !== kind) },
    })),
    ...(from === "" ? [] : [{ key: "from", label: `From ${day(from)}`, without: { ...chosen, from: "" } }]),
    ...(to === "" ? [] : [{ key: "to", label: `To ${day(to)}`, without: { ...chosen, to: "" } }]),
  ];
}

/** A click on somebody, or on one of their figures: this and nothing else, or, a second time, everybody again. */
export function pick(chosen: Chosen, account: number, kind: LookKind | null): Chosen {
  const kinds = kind === null ? [] : [kind];
  return isPicked(chosen, account, kind) ? { ...chosen, people: [], kinds: [] } : { ...chosen, people: [account], kinds };
}

export function isPicked({ people, kinds }: Chosen, account: number, kind: LookKind | null): boolean {
  return people.length === 1 && people[0] === account && (kind === null ? kinds.length === 0 : kinds.length === 1 && kinds[0] === kind);
}

/** The first and the last day of a month such as '2026-10'. */
export function daysOf(month: string): { from: string; to: string } {
  const [year = 0, of = 1] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, of, 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${String(last).padStart(2, "0")}` };
}
