// Where in the program the person is: the part of the address behind the '#'.

export type Route = {
  /** The first word: 'dashboard', 'leads' ... */
  page: string;
  /** What follows the first word: ['123'], ['new']. */
  rest: ReadonlyArray<string>;
  /** The second word as a number, when it is one: the lead whose drawer is open. */
  id: number | null;
};

/** Reads an address such as '#/leads/123'. An empty one means the dashboard. */
export function parseRoute(hash: string): Route {
  const words = hash.replace(/^#?\/*/, "").split("/").filter((word) => word !== "").map(decode);
  const [page = "dashboard", ...rest] = words;
  const id = rest[0] !== undefined && /^[1-9]\d{0,15}$/.test(rest[0]) ? Number(rest[0]) : null;
  return { page, rest, id };
}

function decode(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

let shown = $state.raw(parseRoute(location.hash));
let atStart = $state(leadsNowhere());
addEventListener("hashchange", follow);

function leadsNowhere(): boolean {
  return location.hash.replace(/^#?\/*/, "") === "";
}

function follow(): void {
  shown = parseRoute(location.hash);
  atStart = leadsNowhere();
}

export const route = {
  /** The address names no page: whichever comes first is meant. */
  get atStart(): boolean {
    return atStart;
  },
  get page(): string {
    return shown.page;
  },
  get rest(): ReadonlyArray<string> {
    return shown.rest;
  },
  get id(): number | null {
    return shown.id;
  },
};

/** Goes to a place: `go("/leads/123")`. Back returns from it. */
export function go(path: string): void {
  location.hash = path;
  follow();
}

/** Goes to a place that takes the present one's place in the history. */
export function goInstead(path: string): void {
  history.replaceState(null, "", `#${path}`);
  follow();
}
