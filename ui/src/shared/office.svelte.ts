// Who is signed in to which office: the one answer that decides what the window shows at all.
import type { OfficeState, Session } from "../bindings";
import { asFailed, call, onSignedOut, type Failed } from "./call";
import * as host from "./host";
import { writeKeptTexts } from "./kept_text";
import { onChange, refreshAll } from "./live.svelte";
import { goInstead } from "./route.svelte";
import { theme } from "./theme.svelte";

/** A new recovery code, which stands in place of everything else until it was typed back. */
export type NewCode = {
  code: string;
  officeName: string;
  /** What the code is for and what to do with it. */
  lead: string;
  /** What the button says that leads on. */
  onward: string;
  testid: string;
};

let state = $state.raw<OfficeState | null>(null);
let failure = $state.raw<Failed | null>(null);
let newCode = $state.raw<NewCode | null>(null);
/** What stands on the screen is shown only once: nothing may take it away before it was written down. */
let stays = false;
/** The person ended the session here by their own wish: the next one begins at the first page. */
let signsOut = false;
let asking = false;
let again = false;

export const office = {
  get state(): OfficeState | null {
    return state;
  },
  get failure(): Failed | null {
    return failure;
  },
  get session(): Session | null {
    return state?.session ?? null;
  },
  /** Whose screen this is. */
  get person(): Session | null {
    return office.session;
  },
  get newCode(): NewCode | null {
    return newCode;
  },
  /** Whether the person whose screen this is may do this; the core decides again when it is done. */
  can(permission: string): boolean {
    return office.session?.permissions.includes(permission) ?? false;
  },
  /** Asks the core what the window is to show. */
  async load(): Promise<void> {
    try {
      take(await call("office_state", {}));
      failure = null;
    } catch (caught) {
      failure = asFailed(caught);
    }
  },
  /** Asks again, unless what is on the screen must stay; many wishes at once lead to one more question. */
  async lookAgain(): Promise<void> {
    if (stays) return;
    again = asking;
    if (asking) return;
    asking = true;
    do {
      again = false;
      await office.load();
    } while (again && !stays);
    asking = false;
  },
  /** Keeps the page as it is: what is about to stand on it is shown only once. */
  keepShowingCode(): void {
    stays = true;
  },
  /** Lets the page follow the core again. */
  async stopShowingCode(): Promise<void> {
    stays = false;
    await office.load();
    newCode = null;
  },
  /** Shows a new recovery code, and nothing else, until `stopShowingCode`. */
  showCode(shown: NewCode): void {
    stays = true;
    newCode = shown;
  },
  /** Locks the office at once; what is typed is kept for who typed it. */
  async lock(): Promise<void> {
    await writeKeptTexts();
    await end("lock");
  },
  /** Ends the session by the person's own wish. */
  async signOut(): Promise<void> {
    await writeKeptTexts();
    signsOut = true;
    await end("sign_out").finally(() => (signsOut = false));
  },
};

async function end(command: "lock" | "sign_out"): Promise<void> {
  try {
    await call(command, {});
  } finally {
    await office.stopShowingCode();
  }
}

function take(next: OfficeState): void {
  if (stays && state) return;
  const before = state;
  if (before?.session && before.session.account !== next.session?.account) return leaveEmpty(next);
  state = next;
  if (!next.session) return;
  if (!before?.session) arrive(before, next.session);
  else if (before.session.started_at !== next.session.started_at) refreshAll();
}

/** Who comes back finds the page that was open; somebody else begins at the first one. */
function arrive(before: OfficeState | null, session: Session): void {
  theme.adopt(session.theme);
  if (before?.locked && before.locked.user_name !== session.user_name) goInstead("/");
}

/**
 * Begins the page anew, so that nothing of the former person's screen stays in it. The address alone is kept, for
 * when they come back.
 */
function leaveEmpty(next: OfficeState): void {
  state = null;
  if (signsOut || next.session) goInstead("/");
  host.reloadPage();
}

/** The tables behind who is signed in and what they may do. */
const ofSession: ReadonlyArray<string> = ["session", "accounts", "roles", "role_permissions", "role_stages"];

onChange((change) => {
  if (change.tables.some((table) => ofSession.includes(table))) void office.lookAgain();
});
onSignedOut(() => {
  if (state?.session) void office.lookAgain();
});
