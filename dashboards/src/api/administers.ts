import type { Me } from "./answers.js";

/** Whether somebody may do what owners and administrators may. A request by anybody else is refused, and in the audit log. */
export const administers = (me: Me | undefined): boolean => me?.role === "owner" || me?.role === "admin";
