// Dusk, Day, or as the system has it: the person's choice, and on this computer the one last used.
import { call } from "./call";
import { toastFailure } from "./toast";

export type ThemeChoice = "dusk" | "day" | "system";
export type Theme = "dusk" | "day";

const kept = "theme";
const light = matchMedia("(prefers-color-scheme: light)");

function choiceOf(text: string | null): ThemeChoice {
  return text === "dusk" || text === "day" ? text : "system";
}

function readChoice(): ThemeChoice {
  return choiceOf(localStorage.getItem(kept));
}

function wear(chosen: ThemeChoice): void {
  choice = chosen;
  localStorage.setItem(kept, chosen);
  apply();
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

/** The choices as the person reads them, in the order of the lists. */
export const themeChoices: ReadonlyArray<{ choice: ThemeChoice; label: string }> = [
  { choice: "dusk", label: "Dusk" },
  { choice: "day", label: "Day" },
  { choice: "system", label: "As the system" },
];

export const theme = {
  get choice(): ThemeChoice {
    return choice;
  },
  /** The theme on the screen now. */
  get shown(): Theme {
    return shown;
  },
  /** Puts on what the person who has just come in chose at an earlier time. */
  adopt(ofPerson: string): void {
    wear(choiceOf(ofPerson));
  },
  /** Puts it on at once and keeps it as the signed-in person's choice. */
  choose(chosen: ThemeChoice): void {
    wear(chosen);
    call("theme_choose", { theme: chosen }).catch(toastFailure);
  },
};
