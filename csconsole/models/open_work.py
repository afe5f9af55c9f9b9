"""What is still open, in the words of the partial indexes; no table need be built to read it."""

TICKET = "state NOT IN ('closed', 'cancelled', 'archived')"
CALLBACK = "state NOT IN ('done', 'refused', 'unreachable', 'reviewed', 'archived', 'cancelled')"
