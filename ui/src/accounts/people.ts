// Short names for tiles: the first name, and more of it where two people share it.

/** 'Dana', 'Luis O.', 'Luis P.' for the people of one office. */
export function shortNames(names: ReadonlyArray<string>): string[] {
  const words = names.map((name) => name.trim().split(/\s+/));
  const firsts = words.map((each) => each[0] ?? "");
  return words.map((each, index) => {
    const first = firsts[index] ?? "";
    const shared = firsts.filter((other) => other === first).length > 1;
    const last = each.length > 1 ? each[each.length - 1] : undefined;
    return shared && last ? `${first} ${Array.from(last)[0] ?? ""}.` : first;
  });
}
