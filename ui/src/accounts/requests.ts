// What is missing in a request for an account or for a new password before it is sent; the core checks everything again.
import type { Commands } from "../bindings";
import type { Failed } from "../shared/call";
import { passwordErrors } from "./password";

export type AccountRequest = { name: string; userName: string; email: string; password: string; repeated: string; invitation: string };
export type ResetRequest = { user: string; password: string; repeated: string };

/** Sentences by the core's name of the field; `other` belongs to none. */
export type RequestErrors = Partial<Record<"name" | "user_name" | "email" | "password" | "repeated" | "invitation" | "user" | "other", string>>;

export function missingInAccount(asked: AccountRequest): RequestErrors {
  const errors: RequestErrors = {};
  if (!asked.name.trim()) errors.name = "Type your name.";
  if (!asked.userName.trim()) errors.user_name = "Choose a user name; it is what you sign in with.";
  if (!asked.email.trim()) errors.email = "Type your e-mail address.";
  return { ...errors, ...passwordErrors(asked.password, asked.repeated) };
}

export function missingInReset(asked: ResetRequest): RequestErrors {
  const errors: RequestErrors = asked.user.trim() ? {} : { user: "Type your user name or e-mail." };
  return { ...errors, ...passwordErrors(asked.password, asked.repeated) };
}

export function accountAsked({ name, userName, email, password, invitation }: AccountRequest): Commands["account_ask"]["input"] {
  const asked = { name, user_name: userName, email, password };
  return invitation.trim() ? { ...asked, invitation } : asked;
}

/** Where the core's sentence stands: beside its field if the form has it, else above the buttons. */
export function placed(failed: Failed, fields: ReadonlyArray<keyof RequestErrors>): RequestErrors {
  const field = fields.find((each) => each === failed.field) ?? "other";
  return { [field]: failed.sentence };
}
