"""Keep the roles of people and groups, and invitations to a role, in a store, without knowing bots or updates."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import scaletg
from scaletg_contrib.stores import Conflict, Record, Store

__all__ = ["OWNER", "AuthError", "Roles", "union_of"]

OWNER = "owner"
INVITATION_START = "invite_"  # of the payload of an invitation link
KEEP_USED_SECONDS = 24 * 3600.0  # how long Telegram repeats an update

log = logging.getLogger("scaletg.auth")


class AuthError(scaletg.ScaleTGError):
    """A record of roles is damaged, or the ids in an update do not have Telegram's form: everybody is refused."""


class Roles:
    """The roles of one bot.

    *key*: a function that returns the key of a record. *roles*: the names, "owner" first.
    *owners*: ids that are owners whatever the store says.
    """

    def __init__(
        self,
        store: Store,
        key: Callable[..., str],
        roles: Sequence[str],
        owners: Iterable[int] = (),
        *,
        invite_seconds: float = 24 * 3600.0,
    ) -> None:
        self._store, self._key, self._invite_seconds = store, key, invite_seconds
        self.names, self.owners = tuple(roles), frozenset(owners)

    def of(self, id: int) -> frozenset[str]:
        """Return the roles of a person, group or channel; raise `AuthError` if the record is damaged."""
        roles = set()
        if id in self.owners:
            roles.add(OWNER)
        record = self._store.get(self._key("role", id))
        if record is not None:
            roles.update(_roles_in(record.value, record.key))
        return frozenset(roles)

    def grant(self, id: int, role: str, *, by: int | None = None) -> None:
        """Give a person, or everybody in a group, a role; *by* is the owner who did it, for the log."""
        self.check(role)
        if role == OWNER and id <= 0:
            raise ValueError(f"{id} is a chat: only people can be owners. Grant its members another role.")
        key = self._key("role", id)

        def add(value: Any) -> dict[str, list[str]]:
            return {"roles": sorted({*_roles_in(value, key), role})}

        self._store.change(key, add, default={"roles": []})
        log.info("%s has the role %r, granted by %s", id, role, by or "a program")

    def revoke(self, id: int, role: str | None = None, *, by: int | None = None) -> None:
        """Take a role, or all roles, from a person or group."""
        if role is not None:
            self.check(role)
        if id in self.owners and role in (None, OWNER):
            raise ValueError(f"{id} is an owner by Auth(owners=...): remove the id there.")
        key = self._key("role", id)

        def remove(value: Any) -> dict[str, list[str]]:
            if role is None:
                return {"roles": []}
            return {"roles": [kept for kept in _roles_in(value, key) if kept != role]}

        self._store.change(key, remove, default={"roles": []})
        lost = "all roles"
        if role is not None:
            lost = f"the role {role!r}"
        log.info("%s has lost %s, revoked by %s", id, lost, by or "a program")

    def everybody(self) -> dict[int, frozenset[str]]:
        """Return all ids that have a role, with their roles."""
        prefix = self._key("role") + "/"
        ids = set(self.owners)
        for record in self._store.scan(prefix):
            ids.add(int(record.key.removeprefix(prefix)))
        found = {}
        for id in sorted(ids):
            roles = self.of(id)
            if roles:
                found[id] = roles
        return found

    def forget(self, user_id: int) -> int:
        """Delete the roles of a person, and the invitations that the person made or used; return how many records."""
        count = int(self._store.delete(self._key("role", user_id)))
        for record in list(self._store.scan(self._key("invite") + "/")):
            if user_id in (record.value.get("by"), record.value.get("used_by")):
                count += self._store.delete(record.key)
        return count

    def check(self, role: str) -> None:
        """Raise `ValueError` if there is no such role."""
        if role not in self.names:
            raise ValueError(f"There is no role {role!r}. There are {', '.join(self.names)}: see Auth(roles=...).")

    # Invitations

    def invite(self, role: str, *, by: int | None = None) -> str:
        """Return the payload of an invitation link, which gives the first person who opens it a role."""
        self.check(role)
        payload = INVITATION_START + secrets.token_urlsafe(16)
        value = {"role": role, "by": by, "used_by": None, "done": False}
        self._store.put(self._invitation(payload), value, version=0, ttl=self._invite_seconds)
        return payload

    def redeem(self, payload: str, id: int) -> str | None:
        """Give a person the role of an invitation and return it; `None` if it is used, too old or withdrawn.

        An invitation is first reserved, then used up: if the process is killed in between, the same person can retry.
        """
        record = self._store.get(self._invitation(payload))
        if record is None or record.value["used_by"] not in (None, id):
            return None
        if not self._is_valid_from(record.value["by"]):
            return None
        role = str(record.value["role"])
        if record.value["done"]:  # Telegram repeated the update
            if role in self.of(id):
                return role
            return None
        try:
            reserved = self._mark(record, used_by=id)
            self.grant(id, role, by=record.value["by"])
            self._mark(reserved, done=True)
        except Conflict:  # somebody was quicker
            return self.redeem(payload, id)
        return role

    def _is_valid_from(self, by: int | None) -> bool:
        """Return whether the inviter may still invite; a program always may."""
        return by is None or OWNER in self.of(by)

    def _invitation(self, payload: str) -> str:
        """Return the key of an invitation: a person who reads the store cannot use it."""
        return self._key("invite", hashlib.sha256(payload.encode()).hexdigest())

    def _mark(self, invitation: Record, **values: Any) -> Record:
        value = {**invitation.value, **values}
        version = self._store.put(invitation.key, value, version=invitation.version, ttl=KEEP_USED_SECONDS)
        return invitation._replace(value=value, version=version)


def _roles_in(value: Any, key: str) -> list[str]:
    """Return the roles in a record's value; raise `AuthError` if this class has not written it."""
    roles = None
    if isinstance(value, dict):
        roles = value.get("roles")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise AuthError(
            f"the record {key!r} of roles is damaged: it is {value!r}. Nobody is let in by it. "
            "Revoke all roles of this id, and grant the right ones again."
        )
    return roles


def union_of(old: Any, new: Any) -> dict[str, list[str]]:
    """Return the roles of a group and of its supergroup together."""
    return {"roles": sorted({*_roles_in(old, "of a group"), *_roles_in(new, "of a supergroup")})}
