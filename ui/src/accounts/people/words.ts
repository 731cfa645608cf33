// The sentences about people, requests and sessions that the screen puts together itself.
import type { AccountRow, RequestRow, SessionRow } from "../../bindings";
import { counted } from "../../shared/format";

/** The first word of a name, as people are spoken of: 'Luis'. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] || name;
}

/** What a request is for. */
export function wish(request: RequestRow): string {
  if (request.kind === "reset") return "Forgot the password";
  return request.invited_as === null ? "Asks for an account" : `Invited as ${request.invited_as}`;
}

/** Whether everything that an approval needs was chosen. */
export function mayApprove(request: RequestRow, words: string, role: string): boolean {
  if (request.invited_as !== null) return true;
  return request.words.includes(words) && (request.kind === "reset" || role !== "");
}

/** What is still missing before an approval, as a hint beside the button; empty when nothing is. */
export function missing(request: RequestRow, words: string, role: string): string {
  if (mayApprove(request, words, role)) return "";
  return request.words.includes(words) ? "Choose a role." : "Choose the words you were told.";
}

/** Where a person stands beside their role: team and partner, or nothing. */
export function place(account: AccountRow): string {
  const partner = account.partner_name && (account.partner_all ? `${account.partner_name} (all its leads)` : account.partner_name);
  return [account.team_name, partner].filter(Boolean).join(", ");
}

/** What is odd or current about an account, for the line under its state. */
export function presence(account: AccountRow): string {
  if (account.failed_tries > 0) return counted(account.failed_tries, "failed try", "failed tries");
  return account.open_sessions > 0 ? "signed in now" : "";
}

/** Whose computer and under which name of the system: 'front-desk, as dana'. */
export function whereabouts(session: SessionRow): string {
  return session.system_user ? `${session.computer}, as ${session.system_user}` : session.computer;
}
