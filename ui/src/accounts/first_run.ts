// What the first run asks for, what it needs before a step is left, and where the core's field errors belong.
import type { NewOffice, Pipeline } from "../bindings";
import { passwordErrors } from "./password";

export type Draft = { officeName: string; ownerName: string; userName: string; email: string; password: string; repeated: string; pipeline: Pipeline };
export type DraftField = "office_name" | "owner_name" | "user_name" | "email" | "password" | "repeated";
export type DraftErrors = Partial<Record<DraftField, string>>;

export const steps = ["Office", "Owner", "Pipeline"] as const;

const stepOfField: Readonly<Record<DraftField, number>> = { office_name: 0, owner_name: 1, user_name: 1, email: 1, password: 1, repeated: 1 };

/** The step on which a field of the core's failure stands; null when no step asks for it. */
export function stepOf(field: string | null): { field: DraftField; step: number } | null {
  return field !== null && field in stepOfField ? { field: field as DraftField, step: stepOfField[field as DraftField] } : null;
}

/** What is missing before this step can be left; the core checks everything again at the end. */
export function missing(step: number, draft: Draft): DraftErrors {
  const errors: DraftErrors = {};
  if (step === 0 && !draft.officeName.trim()) errors.office_name = "Type the name of the office.";
  if (step !== 1) return errors;
  if (!draft.ownerName.trim()) errors.owner_name = "Type your name.";
  if (!draft.userName.trim()) errors.user_name = "Choose a user name; it is what you sign in with.";
  if (!draft.email.trim()) errors.email = "Type your e-mail address.";
  return { ...errors, ...passwordErrors(draft.password, draft.repeated) };
}

/** A user name made of the first word of a name: 'Dana Whitfield' gives 'dana'. */
export function suggestedUserName(name: string): string {
  const first = name.trim().split(/\s+/)[0] ?? "";
  return first.normalize("NFD").replace(/[^A-Za-z0-9]/g, "").toLowerCase();
}

/** Words of the office and the owner that a password must not lean on. */
export function wordsOf(draft: Draft): string[] {
  return [draft.officeName, draft.ownerName, draft.userName, draft.email].filter(Boolean);
}

export function newOffice(draft: Draft): NewOffice {
  return {
    name: draft.officeName,
    owner: { name: draft.ownerName, user_name: draft.userName, email: draft.email, password: draft.password },
    pipeline: draft.pipeline,
  };
}
