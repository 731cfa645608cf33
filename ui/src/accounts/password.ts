// The words about passwords that several pages of this slice say; what is allowed is decided in the core.
import { counted } from "../shared/format";

/** The length below which the core takes no password. */
export const shortest = 15;
export const passwordRule = `${shortest} characters or more. A sentence that only you would write is good; no digits or signs are needed.`;

const words = ["Very easy to guess", "Easy to guess", "Fair", "Strong", "Very strong"];

/** The core's score of 0 to 4 in words. */
export function strengthWords(score: number): string {
  return words[Math.max(0, Math.min(words.length - 1, Math.round(score)))] ?? "";
}

export type PasswordErrors = { password?: string; repeated?: string };

/** What keeps this pair from being sent at all. Characters are counted as the person counts them. */
export function passwordErrors(password: string, repeated: string): PasswordErrors {
  const length = Array.from(password).length;
  if (length === 0) return { password: "Choose a password." };
  if (length < shortest) return { password: `The password has ${length} characters. Make it ${shortest} or longer.` };
  if (password !== repeated) return { repeated: repeated ? "The two passwords differ. Type the second one again." : "Type the password a second time." };
  return {};
}

const waiting = /\bwait (\d{1,5}) (second|minute)s?\b/i;

/** The seconds that a sentence such as '... Wait 8 seconds ...' asks to wait; zero when it asks for none. */
export function secondsToWait(sentence: string): number {
  const [, count, unit] = waiting.exec(sentence) ?? [];
  return Number(count ?? 0) * (unit?.toLowerCase() === "minute" ? 60 : 1);
}

/** The same sentence with the seconds that are left; when none are, only that it can be tried again. */
export function whileWaiting(sentence: string, left: number): string {
  if (secondsToWait(sentence) === 0) return sentence;
  if (left === 0) return "You can try again now.";
  return sentence.replace(waiting, `Wait ${left > 90 ? counted(Math.ceil(left / 60), "minute") : counted(left, "second")}`);
}

/** The groups of a recovery code, as printed. */
export function codeGroups(code: string): string[] {
  const groups = code.trim().split(/[\s-]+/).filter(Boolean);
  return groups.length > 1 ? groups : (groups[0]?.match(/.{1,4}/g) ?? []);
}

/** The number, from 0, of a group to be typed back, drawn by chance; the check sign at the end is too short to ask for. */
export function groupToAsk(groups: ReadonlyArray<string>): number {
  const whole = groups.filter((group) => group.length >= 4).length || 1;
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % whole;
}
