// Dusk, Day, or as the system has it: the choice is kept on this computer, nothing else is.

export type ThemeChoice = "dusk" | "day" | "system";
export type Theme = "dusk" | "day";

const kept = "theme";
const light = matchMedia("(prefers-color-scheme: light)");

function readChoice(): ThemeChoice {
  const choice = localStorage.getItem(kept);
  return choice === "dusk" || choice === "day" ? choice : "system";
}

let choice = $state<ThemeChoice>(readChoice());
let systemIsLight = $state(light.matches);
const shown = $derived<Theme>(choice === "system" ? (systemIsLight ? "day" : "dusk") : choice);

function apply(): void {
  document.documentElement.dataset.theme = shown;
}

light.addEventListener("change", (event) => {
  systemIsLight = event.matches;
  apply();
});
// Another window of the same office chose.
addEventListener("storage", (event) => {
  if (event.key !== kept && event.key !== null) return;
  choice = readChoice();
  apply();
});
apply();

export const theme = {
  get choice(): ThemeChoice {
    return choice;
  },
  /** The theme on the screen now. */
  get shown(): Theme {
    return shown;
  },
  choose(chosen: ThemeChoice): void {
    choice = chosen;
    localStorage.setItem(kept, chosen);
    apply();
  },
};
