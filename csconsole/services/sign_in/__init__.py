"""Signing in: passwords, lockout after wrong ones, and the tokens of the command line (SEC-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.sign_in.passwords import check_new_password, hash_password, password_fits
    from csconsole.services.sign_in.remembered import Proof, actor_of_token, solo_actor
    from csconsole.services.sign_in.session import idle_lock_minutes, sign_in
    from csconsole.services.sign_in.standing import proof_by_password, still_signed_in
    from csconsole.services.sign_in.tokens import actor_as, issue_token, revoke_token, revoke_tokens

__all__ = [
    "Proof",
    "actor_as",
    "actor_of_token",
    "check_new_password",
    "hash_password",
    "idle_lock_minutes",
    "issue_token",
    "password_fits",
    "proof_by_password",
    "revoke_token",
    "revoke_tokens",
    "sign_in",
    "solo_actor",
    "still_signed_in",
]

__getattr__ = on_demand(
    __name__,
    {
        "passwords": ("check_new_password", "hash_password", "password_fits"),
        "remembered": ("Proof", "actor_of_token", "solo_actor"),
        "session": ("idle_lock_minutes", "sign_in"),
        "standing": ("proof_by_password", "still_signed_in"),
        "tokens": ("actor_as", "issue_token", "revoke_token", "revoke_tokens"),
    },
)
